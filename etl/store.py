"""Parquet snapshots: published in one step, readable while the next is written.

```
store/
  CURRENT                 name of the published snapshot, replaced atomically
  lock                    held by the one writer
  snapshots/<name>/       one Parquet file a table, and manifest.json
```
A snapshot is complete before CURRENT names it, and never changes after. A crash at any line
leaves the old one published; what it left behind is swept away by the next publish.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from etl.errors import AmurError, NoSnapshotError, StoreBusyError, UnknownNameError
from etl.files import make_folder, sync_folder, unwritable, write_atomically

ROWS_A_GROUP = 50_000
"""Parquet can pass over so many rows at once whose range holds nothing that is wanted."""
SNAPSHOTS_KEPT = 3
"""Old snapshots stay for readers that opened them before the publish."""

_UNFINISHED = ".unfinished-"
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Snapshot:
    """One published, unchanging set of tables."""

    folder: Path

    @property
    def name(self) -> str:
        """Its name: time of publishing and a hash of its content."""
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was published: tables with rows and hashes, inputs, newest period."""
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        return manifest

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return sorted(self.manifest["tables"])

    def table(self, name: str) -> pd.DataFrame:
        """A table as a frame; raises UnknownNameError."""
        if name not in self.manifest["tables"]:
            raise UnknownNameError("table", name, self.tables)
        return pd.read_parquet(self.folder / f"{name}.parquet")

    def rows(self, name: str, wanted: Mapping[str, str | tuple[str, ...]]) -> pd.DataFrame:
        """The rows of a table whose columns hold the wanted text, or one of several.

        Groups of rows without them are not read. Raises UnknownNameError.
        """
        if name not in self.manifest["tables"]:
            raise UnknownNameError("table", name, self.tables)
        tests = [
            (column, "in", [values] if isinstance(values, str) else list(values))
            for column, values in wanted.items()
        ]
        return pd.read_parquet(self.folder / f"{name}.parquet", filters=tests)


@dataclass(frozen=True)
class Store:
    """The folder of snapshots."""

    folder: Path

    @property
    def _pointer(self) -> Path:
        return self.folder / "CURRENT"

    def current_name(self) -> str | None:
        """Name of the published snapshot, or None before the first publish."""
        try:
            return self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None

    def current(self) -> Snapshot:
        """The published snapshot; raises NoSnapshotError before the first publish."""
        name = self.current_name()
        if name is None:
            raise NoSnapshotError(
                f"The store {self.folder} holds no data yet. Run 'amur refresh' to build it."
            )
        snapshot = Snapshot(self.folder / "snapshots" / name)
        damaged = _damaged(snapshot)
        if damaged:
            raise NoSnapshotError(
                f"The snapshot {name} in {self.folder} is damaged ({', '.join(damaged)}). Run "
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
        make_folder(self.folder)
        lock = FileLock(self.folder / "lock", timeout=wait_seconds)
        try:
            with lock:
                yield
        except Timeout as error:
            raise StoreBusyError(
                f"Another refresh is writing {self.folder}. Wait until it is done, then try again."
            ) from error
        except PermissionError as error:
            raise AmurError(
                f"Cannot write {self.folder}. Mend the folder's permissions, or point AMUR_DATA "
                "at another folder."
            ) from error

    def publish(self, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> Snapshot:
        """Write the tables as a new snapshot and make it the current one.

        `facts` goes into the manifest (inputs, newest period). Call inside `writing()`.
        """
        folder = self.folder / "snapshots"
        make_folder(folder)
        try:
            return self._publish(folder, tables, facts)
        except OSError as error:
            self._sweep()  # gives back the room of what was half written
            raise unwritable(folder, error) from error

    def _publish(
        self, folder: Path, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]
    ) -> Snapshot:
        self._sweep()
        now = dt.datetime.now(dt.UTC)
        stamp = self._stamp(now)
        unfinished = folder / f"{_UNFINISHED}{stamp}"
        unfinished.mkdir()
        written = {name: _write_table(unfinished, name, frame) for name, frame in tables.items()}
        manifest = {"published_at": now.isoformat(timespec="seconds"), **facts, "tables": written}
        write_atomically(unfinished / "manifest.json", json.dumps(manifest, indent=1).encode())
        sync_folder(unfinished)
        digest = hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()
        final = folder / f"{stamp}-{digest[:12]}"
        unfinished.rename(final)
        sync_folder(folder)
        write_atomically(self._pointer, final.name.encode())
        self._sweep()
        return Snapshot(final)

    def _stamp(self, now: dt.datetime) -> str:
        """The time, or just after the newest snapshot where the clock was set back behind it.

        The order of the names is the order of publishing: by it old snapshots are swept away.
        """
        names = [path.name for path in (self.folder / "snapshots").glob("[0-9]*Z-*")]
        newest = [dt.datetime.strptime(f"{name[:22]}+0000", f"{_STAMP}%z") for name in names]
        after = [each + dt.timedelta(microseconds=1) for each in newest]
        return f"{max([now, *after]):{_STAMP}}"

    def _sweep(self) -> None:
        """Remove what crashes left behind and all but the newest snapshots."""
        folders = sorted((self.folder / "snapshots").iterdir())
        finished = [each for each in folders if not each.name.startswith(_UNFINISHED)]
        stale = [each for each in finished if each.name != self.current_name()]
        unfinished = [each for each in folders if each.name.startswith(_UNFINISHED)]
        for folder in [*unfinished, *stale[: -(SNAPSHOTS_KEPT - 1)]]:
            shutil.rmtree(folder)


def _damaged(snapshot: Snapshot) -> list[str]:
    """Names of the files that are not what was published; none where the snapshot is whole."""
    try:
        expected = {name: facts["sha256"] for name, facts in snapshot.manifest["tables"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return ["manifest.json"]
    paths = {name: snapshot.folder / f"{name}.parquet" for name in expected}
    return [path.name for name, path in paths.items() if _hash(path) != expected[name]]


def _hash(path: Path) -> str | None:
    """The hash of a file's content; None where there is no such file."""
    try:
        facts = path.stat()
        return _hash_of(path, facts.st_size, facts.st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _hash_of(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_table(folder: Path, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    frame.to_parquet(path, index=False, compression="zstd", row_group_size=ROWS_A_GROUP)
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {"rows": len(frame), "columns": list(frame.columns), "sha256": digest}
