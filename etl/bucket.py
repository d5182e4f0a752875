"""Snapshots in object storage: read through a local cache, published by the order of the PUTs.

A snapshot never changes, so a machine downloads it once. Publishing uploads its tables, then its
manifest, reads all back, and sets CURRENT last: a reader meets the old snapshot or the new one.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from etl.errors import AmurError, NoSnapshotError, UnwritableError
from etl.files import make_folder
from etl.lease import Lease, leased
from etl.object_storage import content
from etl.places import SNAPSHOTS_KEPT, UNFINISHED
from etl.snapshot import Snapshot, damaged

SECONDS_BETWEEN_LOOKS = 3.0
"""A reader's answer to which snapshot is published is no older than that, plus the download."""


@dataclass
class Bucket:
    """A prefix of object storage, and the folder of this machine that its snapshots are read in."""

    address: Any
    cache: Path
    _known: str | None = None
    _looked: float = field(default=float("-inf"))
    _lease: Lease | None = None

    @property
    def _pointer(self) -> Any:
        return self.address / "CURRENT"

    def published(self) -> str | None:
        """What the object CURRENT names."""
        told = content(self._pointer)
        return None if told is None else told.decode(errors="replace").strip()

    def readable(self) -> str | None:
        """The published snapshot that has come to this machine.

        Only the first question waits for the storage. Later ones are answered at once, by what a
        look aside found; while the storage cannot be reached the last answer stays.
        """
        if self._known is None:
            self._look()
        elif time.monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
            self._looked = time.monotonic()
            threading.Thread(target=self._look_aside, name="look-aside", daemon=True).start()
        return self._known

    def _look(self) -> None:
        name = self.published()
        if name is not None and name != self._known:
            self.local(name)
        self._known = name or self._known
        self._looked = time.monotonic()

    def _look_aside(self) -> None:
        try:
            self._look()
        except AmurError:
            self._looked = time.monotonic()

    def local(self, name: str) -> Path:
        """The snapshot in the cache, brought there if it is not, or not as it was published.

        Raises NoSnapshotError where it is damaged in the storage itself.
        """
        folder = self.cache / "snapshots" / name
        make_folder(folder.parent)
        if damaged(Snapshot(folder)):
            with FileLock(self.cache / "lock"):
                if damaged(Snapshot(folder)):
                    self._clear()
                    self._download(name, folder)
        return folder

    def _download(self, name: str, folder: Path) -> None:
        """Bring a snapshot here; it takes its place in the cache once its hashes fit."""
        try:
            with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder.parent) as unfinished:
                came = Path(unfinished) / name
                came.mkdir()
                for path in (self.address / "snapshots" / name).glob("*"):
                    (came / path.name).write_bytes(path.read_bytes())
                self._refuse_damaged(Snapshot(came))
                shutil.rmtree(folder, ignore_errors=True)
                came.rename(folder)
        except OSError as error:
            raise UnwritableError(
                f"The snapshot {name} cannot be brought to {folder.parent} ({error}). Free some "
                "space there, or point AMUR_CACHE at another folder."
            ) from error

    def _refuse_damaged(self, came: Snapshot) -> None:
        found = damaged(came)
        if found:
            raise NoSnapshotError(
                f"The snapshot {came.name} in {self.address} is damaged ({', '.join(found)}). Run "
                "'amur refresh' to build it anew."
            )

    def _clear(self) -> None:
        """Called while the cache is locked: what is unfinished there was left by a crash."""
        folders = sorted((self.cache / "snapshots").iterdir())
        unfinished = [each for each in folders if each.name.startswith(UNFINISHED)]
        finished = [each for each in folders if each not in unfinished]
        for folder in [*unfinished, *finished[: -(SNAPSHOTS_KEPT - 1)]]:
            shutil.rmtree(folder)

    @contextmanager
    def held(self, wait_seconds: float) -> Iterator[None]:
        """A lease, which holds machines apart and lapses where its holder dies."""
        with leased(self.address / "lock", wait_seconds) as self._lease:
            try:
                yield
            finally:
                self._lease = None

    def _still_held(self) -> None:
        """Raises StoreBusyError where a writer was away so long that another took over."""
        if self._lease:
            self._lease.renew()

    def names(self) -> tuple[list[str], list[str]]:
        """A snapshot is finished where its manifest lies, which is uploaded last."""
        folder = self.address / "snapshots"
        names = {path.name for path in folder.glob("*")}
        finished = {path.parent.name for path in folder.glob("*/manifest.json")}
        return sorted(finished), sorted(names - finished)

    @contextmanager
    def building(self, stamp: str) -> Iterator[Path]:
        """A temporary folder."""
        with tempfile.TemporaryDirectory(prefix=f"amur-{stamp}-") as folder:
            yield Path(folder)

    def put(self, built: Path, name: str) -> None:
        """Upload the tables, then the manifest, and read all back."""
        there = self.address / "snapshots" / name
        for path in sorted(built.iterdir(), key=lambda each: each.name == "manifest.json"):
            (there / path.name).write_bytes(path.read_bytes())
        self.local(name)

    def point(self, name: str) -> None:
        """Replace the object CURRENT, the last PUT of a publish, if the store is still held."""
        self._still_held()
        self._pointer.write_bytes(name.encode())
        self._known = name

    def remove(self, name: str) -> None:
        """Remove all objects of a snapshot, its manifest first: half of it is then unfinished."""
        self._still_held()
        paths = sorted(
            (self.address / "snapshots" / name).glob("*"),
            key=lambda each: each.name != "manifest.json",
        )
        for path in paths:
            path.unlink(missing_ok=True)
