"""Snapshots in object storage: read through a local cache, published by the order of the PUTs.

A snapshot never changes, so a machine downloads it once. Publishing uploads its tables, then its
manifest, reads all back, and sets CURRENT last: a reader meets the old snapshot or the new one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from etl.errors import AmurError, NoSnapshotError, StoreBusyError, UnwritableError
from etl.files import make_folder
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

    @property
    def _pointer(self) -> Any:
        return self.address / "CURRENT"

    def published(self) -> str | None:
        """What the object CURRENT names."""
        try:
            return str(self._pointer.read_bytes().decode(errors="replace").strip())
        except FileNotFoundError:
            return None

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
        """An object that one writer alone can create, which holds machines apart.

        Raises StoreBusyError, with who holds it and since when.
        """
        lock = self.address / "lock"
        mine = json.dumps(
            {
                "host": socket.gethostname(),
                "process": os.getpid(),
                "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "token": secrets.token_hex(8),
            }
        ).encode()
        deadline = time.monotonic() + wait_seconds
        while not _created(lock, mine):
            if time.monotonic() >= deadline:
                raise StoreBusyError(_busy(lock))
            time.sleep(min(1.0, wait_seconds))
        try:
            yield
        finally:
            if _content(lock) == mine:  # else a person has removed it, and another holds it now
                lock.unlink(missing_ok=True)

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
        """Replace the object CURRENT, the last PUT of a publish."""
        self._pointer.write_bytes(name.encode())
        self._known = name

    def remove(self, name: str) -> None:
        """Remove all objects of a snapshot, its manifest first: half of it is then unfinished."""
        paths = sorted(
            (self.address / "snapshots" / name).glob("*"),
            key=lambda each: each.name != "manifest.json",
        )
        for path in paths:
            path.unlink(missing_ok=True)


def _created(lock: Any, content: bytes) -> bool:
    try:
        lock.fs.pipe_file(lock.path, content, mode="create")
    except FileExistsError:
        return _content(lock) == content  # ours, where the reply to a first try was lost
    return True


def _content(lock: Any) -> bytes | None:
    try:
        return bytes(lock.read_bytes())
    except FileNotFoundError:
        return None


def _busy(lock: Any) -> str:
    """Who holds the store since when, and what to do if its process has died."""
    try:
        holder = json.loads(_content(lock) or b"")
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(holder["since"])
        minutes = age // dt.timedelta(minutes=1)
        who = f"process {holder['process']} on {holder['host']}, for {minutes} minutes"
    except (ValueError, KeyError, TypeError):
        who = "it does not say who"
    return (
        f"Another refresh is writing {lock.parent} ({who}). Wait until it is done, then try again; "
        f"if that process has died, remove the object {lock}, for instance with "
        f"'aws s3 rm {lock}'."
    )
