"""The published tables in memory: read once a snapshot, taken up anew when another is published."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

import pandas as pd

from etl.as_of import tables_as_of
from etl.store import Snapshot, Store

DAYS_KEPT = 8
"""Tables as known on so many days are kept in memory."""


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """A snapshot's tables by name, each read from disk when first asked for."""

    def __init__(
        self, snapshot: Snapshot, frames: Mapping[str, pd.DataFrame] | None = None
    ) -> None:
        self.snapshot = snapshot
        self._frames = dict(frames or {})

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.snapshot.table(name)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.snapshot.tables)

    def __len__(self) -> int:
        return len(self.snapshot.tables)


def as_known_on(tables: SnapshotTables, day: str) -> SnapshotTables:
    """The tables as known at the end of a day ('2025-06-30'); the tables themselves for ''."""
    if not day:
        return tables
    known = tables_as_of(tables.snapshot, dt.date.fromisoformat(day))
    return SnapshotTables(tables.snapshot, known)


@dataclass
class Shelf:
    """Gives the tables of whatever snapshot is published now."""

    store: Store
    _held: SnapshotTables | None = None
    _days: OrderedDict[str, SnapshotTables] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def tables(self, day: str = "") -> SnapshotTables:
        """The current snapshot's tables, on demand as known on a day.

        Raises NoSnapshotError before the first publish.
        """
        name = self.store.current_name()
        with self._lock:
            if self._held is None or self._held.snapshot.name != name:
                self._held = SnapshotTables(self.store.current())
                self._days.clear()
            return self._on(day, self._held) if day else self._held

    def _on(self, day: str, held: SnapshotTables) -> SnapshotTables:
        if day not in self._days:
            self._days[day] = as_known_on(held, day)
        self._days.move_to_end(day)
        if len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)
        return self._days[day]
