"""One published snapshot on this machine's disk, and whether it is what was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import and_
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import UnknownNameError
from etl.parquet import connected, form_of


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

    def columns(self, name: str) -> list[str]:
        """What a table's columns are called; raises UnknownNameError."""
        return list(form_of(self.file(name)))

    def page(
        self,
        name: str,
        wanted: Mapping[str, Sequence[str]],
        rows: range,
        months: tuple[str, str] | None = None,
    ) -> tuple[pd.DataFrame, int]:
        """Some rows of those whose columns, as text, are one of the wanted texts, and their number.

        Times are texts such as 2024-06-30. `months` are the first and last that `start` may lie
        in, as 2024-06. No more than these rows comes into memory. Raises UnknownNameError.
        """
        form = form_of(self.file(name))
        tests = [f"{_text(column, form[column])} IN ?" for column in wanted]
        tests += ["strftime(start, '%Y-%m') BETWEEN ? AND ?"] * bool(months)
        given = [*map(list, wanted.values()), *(months or ())]
        found = f"FROM held WHERE {' AND '.join(tests) or True}"
        shown = f"{found} LIMIT {len(rows)} OFFSET {rows.start}"
        with connected() as connection:
            connection.read_parquet(str(self.file(name))).create_view("held")
            (total,) = connection.execute(f"SELECT count(*) {found}", given).fetchall()[0]
            return connection.sql(shown, params=given).to_arrow_table().to_pandas(), total


def _text(column: str, kind: ibis.DataType) -> str:
    """A column as text, in DuckDB's SQL."""
    if kind.is_timestamp():
        return f"strftime(\"{column}\", '%Y-%m-%d')"
    return f'CAST("{column}" AS VARCHAR)'


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
