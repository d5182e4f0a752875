"""Raw documents, kept for ever: content-addressed, compressed, immutable, with when and whence."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from etl.files import write_atomically


@dataclass(frozen=True)
class Document:
    """One reply of a source, byte for byte."""

    name: str
    address: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content: its name in the archive."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Archive:
    """The folder of raw documents, one subfolder a source."""

    folder: Path

    def keep(self, source: str, document: Document) -> Path:
        """Store a document once; the same content again changes nothing.

        The receipt (name, address, time first seen) is written last, so an object without a
        receipt is one whose writing was cut off, and is written again.
        Raises UnwritableError.
        """
        body, receipt = self._paths(source, document.sha256)
        if receipt.exists():
            return body
        write_atomically(body, gzip.compress(document.content, mtime=0))
        facts = {
            "name": document.name,
            "address": document.address,
            "sha256": document.sha256,
            "bytes": len(document.content),
            "first_seen": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        write_atomically(receipt, json.dumps(facts, indent=1).encode())
        return body

    def read(self, source: str, sha256: str) -> bytes:
        """The content kept under a hash."""
        body, _ = self._paths(source, sha256)
        return gzip.decompress(body.read_bytes())

    def _paths(self, source: str, sha256: str) -> tuple[Path, Path]:
        folder = self.folder / source / sha256[:2]
        return folder / f"{sha256}.gz", folder / f"{sha256}.json"
