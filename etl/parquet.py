"""Tables as Parquet files, made by DuckDB within bounded memory: what it cannot hold, it spills."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
import ibis
import ibis.expr.datatypes as dt
import pandas as pd
import pyarrow.parquet as pq
from ibis.backends.sql.datatypes import DuckDBType

from etl.errors import EngineError
from etl.files import unwritable
from etl.settings import memory

ROWS_A_GROUP = 50_000
"""Parquet can pass over so many rows at once whose range holds nothing that is wanted."""
COMPRESSION = "zstd"


@contextmanager
def connected(folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills into a folder, or where the system keeps what is temporary.

    Raises EngineError where AMUR_MEMORY is no amount.
    """
    with TemporaryDirectory(prefix="spilt-", dir=folder) as spilt, _bounded(spilt) as connection:
        _hide_progress(connection)
        yield connection


def _bounded(spilt: str) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(config={"memory_limit": memory(), "temp_directory": spilt})
    except duckdb.Error as error:
        raise EngineError(
            f"AMUR_MEMORY is '{memory()}': an amount such as 500MB or 4GB was expected."
        ) from error


def _hide_progress(connection: duckdb.DuckDBPyConnection) -> None:
    """Draw no bar, which would go where tables go; where notebooks have none, none may be set."""
    shown = connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    if shown == [(True,)]:
        connection.execute("SET enable_progress_bar = false")


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame; raises UnwritableError."""
    try:
        frame.to_parquet(path, index=False, compression=COMPRESSION, row_group_size=ROWS_A_GROUP)
    except OSError as error:
        raise unwritable(path, error) from error


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    form: ibis.Schema,
    path: Path,
    order: Sequence[str] = (),
) -> None:
    """Write what a query gives, in the columns of a form, days as times: pandas has none for them.

    Raises UnwritableError, and EngineError where memory does not suffice.
    """
    days = {name: dt.Timestamp(scale=3) for name, kind in form.items() if kind.is_date()}
    ordered = f" ORDER BY {', '.join(order)}" if order else ""
    chosen = f"SELECT {_cast(ibis.schema({**form, **days}))} FROM ({rows}){ordered}"  # noqa: S608
    try:
        connection.sql(chosen).write_parquet(
            str(path), compression=COMPRESSION, row_group_size=ROWS_A_GROUP
        )
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            f"DuckDB cannot build {path.name} within AMUR_MEMORY={memory()} "
            f"({str(error).splitlines()[0]}). Give it more, or free space in {path.parent}, "
            "where it puts what it cannot hold."
        ) from error
    except duckdb.IOException as error:
        raise unwritable(path, OSError(str(error))) from error


class Stored(NamedTuple):
    """A Parquet file, or a folder of them, and what its columns are to be read as."""

    path: Path
    form: ibis.Schema

    def remove(self) -> None:
        """Delete what nobody will read again."""
        if self.path.is_dir():
            shutil.rmtree(self.path)
        else:
            self.path.unlink()


def add_views(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Stored]) -> None:
    """Let queries read tables under names."""
    for name, (path, form) in tables.items():
        files = [str(each) for each in _files(path)]
        connection.read_parquet(files).project(_cast(form)).create_view(name)


def form_of(path: Path) -> ibis.Schema:
    """The columns of a file or of a folder's files."""
    return ibis.Schema.from_pyarrow(pq.read_schema(_files(path)[0]))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def _cast(form: ibis.Schema) -> str:
    return ", ".join(
        f'CAST("{name}" AS {DuckDBType.to_string(kind)}) AS "{name}"' for name, kind in form.items()
    )
