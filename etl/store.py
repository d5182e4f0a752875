"""Parquet snapshots: published in one step, readable while the next is written.

```
store/
  CURRENT                 name of the published snapshot, replaced atomically
  lock                    held by the one writer
  snapshots/<name>/       one Parquet file a table, and manifest.json
```
A snapshot is complete before CURRENT names it, and never changes after. A crash at any line
leaves the old one published; what it left behind is swept away by the next publish. The same
layout lies on a disk (`etl/places.py`) or in object storage (`etl/bucket.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from etl.errors import NoSnapshotError
from etl.files import is_local, unwritable, write_atomically
from etl.places import SNAPSHOTS_KEPT, Disk, Place
from etl.settings import cache_folder
from etl.snapshot import Snapshot, damaged

_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Store:
    """The snapshots of a folder, or of a path in object storage."""

    folder: Path

    @cached_property
    def _place(self) -> Place:
        if is_local(self.folder):
            return Disk(self.folder)
        from etl.bucket import Bucket

        address = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Bucket(self.folder, cache_folder() / address)

    def current_name(self) -> str | None:
        """Name of the published snapshot, or None before the first publish."""
        return self._place.readable()

    def current(self) -> Snapshot:
        """The published snapshot; raises NoSnapshotError before the first publish."""
        name = self.current_name()
        if name is None:
            raise NoSnapshotError(
                f"The store {self.folder} holds no data yet. Run 'amur refresh' to build it."
            )
        snapshot = Snapshot(self._place.local(name))
        found = damaged(snapshot)
        if found:
            raise NoSnapshotError(
                f"The snapshot {name} in {self.folder} is damaged ({', '.join(found)}). Run "
                "'amur refresh' to build it anew."
            )
        return snapshot

    def current_fact(self, name: str) -> Any:
        """An entry of the current snapshot's manifest; None where there is no whole snapshot."""
        try:
            return self.current().manifest.get(name)
        except NoSnapshotError:
            return None

    @contextmanager
    def writing(self, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the store as its only writer; raises StoreBusyError, UnwritableError."""
        with self._place.held(wait_seconds):
            yield

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A new folder for the Parquet files of the next snapshot; gone if it is not published.

        Call inside `writing()`. Raises UnwritableError.
        """
        try:
            self._sweep()
            with self._place.building(self._stamp(dt.datetime.now(dt.UTC))) as folder:
                yield folder
        except OSError as error:
            raise unwritable(self.folder / "snapshots", error) from error

    def publish(self, folder: Path, facts: Mapping[str, Any]) -> Snapshot:
        """Make the Parquet files of a folder that `building` gave the current snapshot.

        `facts` goes into the manifest (inputs, newest period).
        """
        before = self._place.published()
        now = dt.datetime.now(dt.UTC)
        tables = {path.stem: _described(path) for path in sorted(folder.glob("*.parquet"))}
        told = {"published_at": now.isoformat(timespec="seconds"), **facts, "tables": tables}
        write_atomically(folder / "manifest.json", json.dumps(told, indent=1).encode())
        digest = hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()
        name = f"{self._stamp(now)}-{digest[:12]}"
        self._place.put(folder, name)
        self._place.point(name)
        self._sweep(before)
        return Snapshot(self._place.local(name))

    def _stamp(self, now: dt.datetime) -> str:
        """The time, or just after the newest snapshot where the clock was set back behind it.

        The order of the names is the order of publishing: by it old snapshots are swept away.
        """
        names = [name for name in self._place.names()[0] if fnmatch(name, "[0-9]*Z-*")]
        newest = [dt.datetime.strptime(f"{name[:22]}+0000", f"{_STAMP}%z") for name in names]
        after = [each + dt.timedelta(microseconds=1) for each in newest]
        return f"{max([now, *after]):{_STAMP}}"

    def _sweep(self, before: str | None = None) -> None:
        """Remove what crashes left behind and all but the newest snapshots.

        The one that was published `before` counts as the newest of the others, since readers hold
        it, even if somebody had pointed back to an old one.
        """
        finished, unfinished = self._place.names()
        published = self._place.published()
        others = (name for name in finished if name != published)
        stale = sorted(others, key=lambda name: (name == before, name))
        for name in [*unfinished, *stale[: -(SNAPSHOTS_KEPT - 1)]]:
            self._place.remove(name)


def _described(path: Path) -> dict[str, Any]:
    """What the manifest says of a table, once its file is on the disk."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    with pq.ParquetFile(path) as table:
        columns = table.schema_arrow.names
        return {"rows": table.metadata.num_rows, "columns": columns, "sha256": digest}
