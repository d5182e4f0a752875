"""The lock of a store in object storage: an object that its holder renews, and that lapses.

A lock on a disk goes with its process. This one outlives a process that is killed, so it is a
lease: its holder writes it anew while it works, and one that has not been written for
`LEASE_SECONDS` may be taken over. How long that is, is told by the storage's own clock alone. Who
takes or renews it puts it on condition that it is the object that was seen (`If-Match`), or none
(`If-None-Match`): of two machines one wins, and who has lost it learns so before it publishes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from etl.errors import AmurError, StoreBusyError
from etl.object_storage import content

LEASE_SECONDS = 120.0
RENEWALS = 4
"""In the time of one lease: a few may fail before it lapses."""


@dataclass
class Lease:
    """The lock at a path of object storage, as one writer sees it."""

    lock: Any
    _holder: dict[str, Any] = field(default_factory=lambda: _me())
    _tag: str = ""
    _written: bytes = b""
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> bool:
        """Create the object, or take over one that has lapsed; False where another holds it."""
        if self._put(IfNoneMatch="*"):
            return True
        seen = _seen(self.lock)
        return seen is not None and seen.lapsed and self._put(IfMatch=seen.tag)

    def renew(self) -> None:
        """Write the object anew; raises StoreBusyError where another has taken it over."""
        with self._one_at_a_time:
            if not self._put(IfMatch=self._tag):
                raise StoreBusyError(
                    f"Another refresh has taken over {self.lock.parent}, because this one was not "
                    f"heard of for {LEASE_SECONDS:.0f} seconds. It has stopped; 'amur status' "
                    "says what is published. Refresh again if that is old."
                )

    def renew_until(self, ended: threading.Event) -> None:
        """Renew time and again; what the storage refuses now it may accept the next time."""
        while not ended.wait(LEASE_SECONDS / RENEWALS):
            try:
                self.renew()
            except StoreBusyError:
                return  # the next renewal, before the publish, says so to whom it concerns
            except AmurError:
                continue

    def release(self) -> None:
        """Remove the object, unless another holds it now."""
        if content(self.lock) == self._written:
            self.lock.unlink(missing_ok=True)

    def _put(self, **condition: str) -> bool:
        """Write the object if the condition holds."""
        new = json.dumps(self._holder | {"renewal": secrets.token_hex(8)}).encode()
        try:
            tag = self.lock.fs.pipe_file(self.lock.path, new, **condition)["ETag"]
        except (FileExistsError, FileNotFoundError):
            seen = _seen(self.lock)
            if seen is None or content(self.lock) != new:
                return False
            tag = seen.tag  # it is ours: the reply to a first try was lost
        self._tag, self._written = tag, new
        return True


@contextmanager
def leased(lock: Any, wait_seconds: float) -> Iterator[Lease]:
    """Hold the lock, renewed aside, until the block ends.

    Raises StoreBusyError, with who holds it and since when, and UnwritableError.
    """
    lease = Lease(lock)
    deadline = time.monotonic() + wait_seconds
    while not lease.take():
        if time.monotonic() >= deadline:
            raise StoreBusyError(_busy(lock))
        time.sleep(min(1.0, wait_seconds))
    ended = threading.Event()
    renewing = threading.Thread(
        target=lease.renew_until, args=[ended], name="lease-renewal", daemon=True
    )
    renewing.start()
    try:
        yield lease
    finally:
        ended.set()
        renewing.join()
        lease.release()


@dataclass(frozen=True)
class _Seen:
    """The object as it was met: its version, and how long ago it was written."""

    tag: str
    age: dt.timedelta

    @property
    def lapsed(self) -> bool:
        return self.age.total_seconds() > LEASE_SECONDS + 1  # the storage tells whole seconds


def _seen(lock: Any) -> _Seen | None:
    bucket, key, _ = lock.fs.split_path(lock.path)
    try:
        reply = lock.fs.call_s3("head_object", Bucket=bucket, Key=key)
    except FileNotFoundError:
        return None
    now = parsedate_to_datetime(reply["ResponseMetadata"]["HTTPHeaders"]["date"])
    return _Seen(reply["ETag"], now - reply["LastModified"])


def _me() -> dict[str, Any]:
    return {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _busy(lock: Any) -> str:
    """Who holds the store since when, and when it is free if its process has died."""
    try:
        holder = json.loads(content(lock) or b"")
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(holder["since"])
        minutes = age // dt.timedelta(minutes=1)
        who = f"process {holder['process']} on {holder['host']}, for {minutes} minutes"
    except (ValueError, KeyError, TypeError):
        who = "it does not say who"
    return (
        f"Another refresh is writing {lock.parent} ({who}). Wait until it is done, then try again; "
        f"if that process has died, the store is free {LEASE_SECONDS:.0f} seconds after it was "
        "last heard of."
    )
