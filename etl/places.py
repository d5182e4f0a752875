"""Where snapshots lie: a folder of this machine's disk (object storage is `etl/bucket.py`)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from etl.errors import StoreBusyError
from etl.files import make_folder, sync_folder, unwritable, write_atomically

SNAPSHOTS_KEPT = 3
"""Old snapshots stay for readers that opened them before the publish."""
UNFINISHED = ".unfinished-"


class Place(Protocol):
    """What the store asks of the place where its snapshots lie."""

    def published(self) -> str | None:
        """Name of the published snapshot at this moment, or None before the first publish."""

    def readable(self) -> str | None:
        """The same for readers, who may be a few seconds behind."""

    def local(self, name: str) -> Path:
        """A snapshot's folder on this machine; what is damaged there is for the caller to find."""

    def held(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Hold the place as its only writer; raises StoreBusyError, UnwritableError."""

    def names(self) -> tuple[list[str], list[str]]:
        """Names of the finished snapshots, in the order of publishing, and of the unfinished."""

    def building(self, stamp: str) -> AbstractContextManager[Path]:
        """A new local folder to build a snapshot in."""

    def put(self, built: Path, name: str) -> None:
        """Bring what was built to its place, where nobody reads it yet."""

    def point(self, name: str) -> None:
        """Make a snapshot the published one: the one step that readers see."""

    def remove(self, name: str) -> None:
        """Remove a snapshot, finished or not."""


@dataclass(frozen=True)
class Disk:
    """A folder of this machine's disk."""

    folder: Path

    @property
    def _snapshots(self) -> Path:
        return self.folder / "snapshots"

    def published(self) -> str | None:
        """What CURRENT names."""
        try:
            return (self.folder / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None

    readable = published

    def local(self, name: str) -> Path:
        """The snapshot itself."""
        return self._snapshots / name

    @contextmanager
    def held(self, wait_seconds: float) -> Iterator[None]:
        """A lock that the system releases when its process ends in whatever way."""
        make_folder(self.folder)
        try:
            held = FileLock(self.folder / "lock", timeout=wait_seconds).acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"Another refresh is writing {self.folder}. Wait until it is done, then try again."
            ) from error
        except OSError as error:
            raise unwritable(self.folder, error) from error
        with held:
            yield

    def names(self) -> tuple[list[str], list[str]]:
        """What is unfinished has a name of its own."""
        make_folder(self._snapshots)
        names = sorted(each.name for each in self._snapshots.iterdir())
        unfinished = [name for name in names if name.startswith(UNFINISHED)]
        return [name for name in names if name not in unfinished], unfinished

    @contextmanager
    def building(self, stamp: str) -> Iterator[Path]:
        """Beside the finished ones, so that a rename suffices."""
        folder = self._snapshots / f"{UNFINISHED}{stamp}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # nothing where it was published: renamed

    def put(self, built: Path, name: str) -> None:
        """A rename that lasts through a power cut."""
        sync_folder(built)
        built.rename(self._snapshots / name)
        sync_folder(self._snapshots)

    def point(self, name: str) -> None:
        """Replace CURRENT."""
        write_atomically(self.folder / "CURRENT", name.encode())

    def remove(self, name: str) -> None:
        """Remove the folder."""
        shutil.rmtree(self._snapshots / name)
