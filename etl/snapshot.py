"""One published snapshot on this machine's disk, and whether it is what was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import and_
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import UnknownNameError


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

    def file(self, name: str) -> Path:
        """The file of a table; raises UnknownNameError."""
        if name not in self.manifest["tables"]:
            raise UnknownNameError("table", name, self.tables)
        return self.folder / f"{name}.parquet"

    def table(self, name: str) -> pd.DataFrame:
        """A table as a frame; raises UnknownNameError."""
        return pd.read_parquet(self.file(name))

    def rows(self, name: str, wanted: Mapping[str, str | tuple[str, ...]]) -> pd.DataFrame:
        """The rows of a table whose columns hold the wanted text, or one of several (or of none).

        Groups of rows without them are not read. Raises UnknownNameError.
        """
        form = pq.read_schema(self.file(name))
        tests = []
        for column, values in wanted.items():
            texts = [values] if isinstance(values, str) else list(values)
            # Of no texts Arrow cannot tell that they are some.
            tests.append(pc.field(column).isin(pa.array(texts, form.field(column).type)))
        return pd.read_parquet(self.file(name), filters=reduce(and_, tests))


def damaged(snapshot: Snapshot) -> list[str]:
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
