"""The published tables in memory: read once a snapshot, taken up anew when another is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

import pandas as pd

from etl.store import Snapshot, Store


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """A snapshot's tables by name, each read from disk when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.snapshot.table(name)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.snapshot.tables)

    def __len__(self) -> int:
        return len(self.snapshot.tables)


@dataclass
class Shelf:
    """Gives the tables of whatever snapshot is published now."""

    store: Store
    _held: SnapshotTables | None = None
    _lock: Lock = field(default_factory=Lock)

    def tables(self) -> SnapshotTables:
        """The current snapshot's tables; raises NoSnapshotError before the first publish."""
        name = self.store.current_name()
        with self._lock:
            if self._held is None or self._held.snapshot.name != name:
                self._held = SnapshotTables(self.store.current())
            return self._held
