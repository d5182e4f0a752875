"""Raw documents, kept for ever: content-addressed, compressed, immutable, with when and whence."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

from etl.errors import DamagedArchiveError
from etl.files import unreadable, unwritable, write_atomically

DAMAGES = (gzip.BadGzipFile, EOFError, zlib.error, FileNotFoundError)
"""What reading a body raises where the body itself is at fault."""


@dataclass(frozen=True)
class Document:
    """One reply of a source, byte for byte; `learned` is the day it was first seen.

    The hash of its content is its name in the archive. What is kept there is read each time that
    its content is asked for, so that a list of documents holds none.
    """

    name: str
    address: str
    sha256: str
    size: int
    read: Callable[[], bytes] = field(repr=False, compare=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    learned: dt.date | None = None

    @classmethod
    def of(
        cls,
        name: str,
        address: str,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        learned: dt.date | None = None,
    ) -> Self:
        """A document whose content is at hand."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(name, address, digest, len(content), lambda: content, headers or {}, learned)

    @property
    def content(self) -> bytes:
        """All its bytes; raises DamagedArchiveError, UnreadableError."""
        return self.read()


@dataclass(frozen=True)
class Archive:
    """The folder of raw documents, one subfolder a source."""

    folder: Path

    def keep(self, source: str, document: Document) -> Path:
        """Store a document once; what an address gave last already changes nothing.

        The receipt (name, address, time first seen, headers) is written last, so an object
        without a receipt is one whose writing was cut off, and is written again. Content that
        several addresses share, or that one address gives again after another, is one object with
        a receipt each. Raises UnwritableError, UnreadableError, DamagedArchiveError.
        """
        body = self._body(source, document.sha256)
        last = self._last_of(source, document.address)
        known = last is not None and last["sha256"] == document.sha256
        if known and body.exists():
            return body
        write_atomically(body, gzip.compress(document.content, mtime=0))
        if known:  # it was damaged, and keeps the day on which it was learned
            return body
        seen, learned = _when(document, last)
        facts = {
            "name": document.name,
            "address": document.address,
            "sha256": document.sha256,
            "bytes": document.size,
            "first_seen": seen.isoformat(timespec="microseconds"),
            "learned": str(learned),
            "headers": dict(document.headers),
        }
        receipt = f"{document.sha256}-{_whence(document.address)}-{seen:%Y%m%dT%H%M%S%f}.json"
        write_atomically(body.parent / receipt, json.dumps(facts, indent=1).encode())
        return body

    def _last_of(self, source: str, address: str) -> dict[str, Any] | None:
        """What the receipt says of the content that an address gave last."""
        receipts = (self.folder / source).glob(f"*/*-{_whence(address)}*.json")
        facts = [_facts(path) for path in receipts]
        return max(facts, key=lambda each: each["first_seen"], default=None)

    def read(self, source: str, sha256: str) -> bytes:
        """The content kept under a hash; raises DamagedArchiveError, UnreadableError."""
        body = self._body(source, sha256)
        try:
            content = gzip.decompress(body.read_bytes())
        except DAMAGES as error:
            raise DamagedArchiveError(_damage(source, body, str(error))) from error
        except OSError as error:
            raise unreadable(body, error) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedArchiveError(_damage(source, body, "not the content of its name"))
        return content

    def set_damaged_aside(self, source: str) -> None:
        """Rename each content that is damaged, so that the publisher is asked for it again.

        Its receipts stay: what comes again keeps the day on which it was learned. Raises
        UnwritableError, and UnreadableError where it may be whole.
        """
        for sha256 in {_hash_of(receipt) for receipt in self._receipts(source)}:
            try:
                self.read(source, sha256)
            except DamagedArchiveError:
                _set_aside(self._body(source, sha256))

    def lost(self, source: str) -> list[str]:
        """Hashes of contents that were kept once, were damaged, and have not come again."""
        known = {_hash_of(receipt) for receipt in self._receipts(source)}
        return sorted(each for each in known if not self._body(source, each).exists())

    def receipts(self) -> list[str]:
        """The name of every receipt of every source: cheap to read, and new with each document.

        The bundled tables are left out: they count as they lie, not as they once were.
        """
        folders = [each for each in self.folder.glob("*") if each.name != "bundled"]
        return sorted(path.name for folder in folders for path in folder.glob("*/*.json"))

    def documents(self, source: str) -> list[Document]:
        """Every document kept of a source, in the order in which they came; none that is lost.

        Raises DamagedArchiveError, UnreadableError of a receipt.
        """
        receipts = [
            _facts(path)
            for path in self._receipts(source)
            if self._body(source, _hash_of(path)).exists()
        ]
        return [
            Document(
                facts["name"],
                facts["address"],
                facts["sha256"],
                facts["bytes"],
                partial(self.read, source, facts["sha256"]),
                facts["headers"],
                dt.date.fromisoformat(facts["learned"]),
            )
            for facts in sorted(receipts, key=lambda facts: (facts["first_seen"], facts["name"]))
        ]

    def _receipts(self, source: str) -> list[Path]:
        return sorted((self.folder / source).glob("*/*.json"))

    def _body(self, source: str, sha256: str) -> Path:
        return self.folder / source / sha256[:2] / f"{sha256}.gz"


def _when(document: Document, last: Mapping[str, Any] | None) -> tuple[dt.datetime, dt.date]:
    """Time and day on which a document came: after the last of its address.

    The clock may have been ahead when that one came, and the order of times is that of coming.
    """
    now = dt.datetime.now(dt.UTC)
    learned = document.learned or now.date()
    if last is None:
        return now, learned
    after = dt.datetime.fromisoformat(last["first_seen"]) + dt.timedelta(microseconds=1)
    return max(now, after), max(learned, dt.date.fromisoformat(last["learned"]))


def _facts(receipt: Path) -> dict[str, Any]:
    """What a receipt says; raises DamagedArchiveError, UnreadableError."""
    try:
        facts: dict[str, Any] = json.loads(receipt.read_bytes())
    except ValueError as error:
        raise DamagedArchiveError(
            f"{receipt} is damaged ({error}). Restore it from a backup; or remove it to do without "
            "its document, which comes again if the publisher still gives it."
        ) from error
    except OSError as error:
        raise unreadable(receipt, error) from error
    return facts


def _set_aside(body: Path) -> None:
    try:
        if body.exists():
            body.rename(body.with_suffix(".gz.damaged"))
    except OSError as error:
        raise unwritable(body, error) from error


def _whence(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def _hash_of(receipt: Path) -> str:
    return receipt.name.partition("-")[0]


def _damage(source: str, body: Path, what: str) -> str:
    return (
        f"{body} is damaged ({what}). 'amur refresh --source {source}' sets it aside and asks the "
        "publisher again; or restore it from a backup."
    )
