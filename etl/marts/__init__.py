"""Derived tables: one module a mart, written once as Ibis expressions, found by themselves.

A module in this package that defines `MART` is a mart. It names the tables it reads (fact tables
or other marts) and builds one Ibis expression from them; what engine runs it is decided here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import ibis
import pyarrow as pa
from ibis import ir
from ibis.expr.operations import InMemoryTable

from etl.discovery import declared
from etl.errors import EngineError
from etl.parquet import Stored, add_views, connected, form_of, write_rows
from etl.settings import engine

Tables = Mapping[str, ir.Table]

SPARK_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Days must not move with the machine's zone; the rest suits tables that one machine holds."""


@dataclass(frozen=True)
class Mart:
    """A derived table: its name, meaning, recipe and, where it is published, sort order."""

    name: str
    meaning: str
    needs: tuple[str, ...]
    build: Callable[[Tables], ir.Table]
    order: tuple[str, ...] = ()
    published: bool = True
    """False for a step that others start from and no reader needs."""


def discover() -> dict[str, Mart]:
    """Every mart by name."""
    found = declared(sys.modules[__name__], "MART")
    return {mart.name: mart for mart in found}


def in_order(wanted: Iterable[str] = ()) -> list[Mart]:
    """The wanted marts (all, if none) and what they rest on, each after those that it needs."""
    marts = discover()
    left, needs = list(wanted or marts), dict[str, set[str]]()
    while left:
        name = left.pop()
        if name in marts and name not in needs:
            needs[name] = set(marts[name].needs) & set(marts)
            left += needs[name]
    return [marts[name] for name in TopologicalSorter(needs).static_order()]


def build_all(
    known: Mapping[str, Path],
    out: Path,
    wanted: Iterable[str] = (),
    begun: Callable[[str], None] = lambda name: None,
) -> dict[str, Path]:
    """Write published marts into a folder, on the engine of AMUR_ENGINE; the file of each.

    `known` names the fact tables: Parquet files, or folders of them. All marts are built, or the
    `wanted` ones and what they rest on; `begun` hears which comes now. Engines agree but for the
    last digits of floats, since each adds up in its own order. Raises EngineError, UnwritableError.
    """
    chosen = in_order(wanted)
    tables = {name: Stored(path, form_of(path)) for name, path in known.items()}
    with TemporaryDirectory(prefix="steps-", dir=out) as steps, connected(out) as connection:
        connection.execute("SET preserve_insertion_order = false")  # to keep it costs memory
        run = _engine(engine(), connection)
        for mart in chosen:
            begun(mart.name)
            needed = {need: tables[need] for need in mart.needs}
            step = run(mart, needed, Path(steps) / mart.name)
            tables[mart.name] = _sorted(connection, mart, step, out) if mart.published else step
    return {mart.name: tables[mart.name].path for mart in chosen if mart.published}


def _sorted(connection: duckdb.DuckDBPyConnection, mart: Mart, step: Stored, out: Path) -> Stored:
    """The mart in its order, in the step's place: beside joins, a sort would not keep in memory."""
    path = out / f"{mart.name}.parquet"
    add_views(connection, {mart.name: step})
    write_rows(connection, f"FROM {mart.name}", step.form, path, mart.order)
    step.remove()
    return Stored(path, step.form)


Run = Callable[[Mart, Mapping[str, Stored], Path], Stored]
"""Builds a mart from the tables that it needs, in no order, at a path."""


def _engine(name: str, connection: duckdb.DuckDBPyConnection) -> Run:
    """The engine that is to build the marts: DuckDB in this process, or Spark at its master."""
    if name == "duckdb":
        return partial(_in_duckdb, connection)
    if name.startswith(("spark://", "local[")):
        return partial(_in_spark, _spark(name))
    raise EngineError(
        f"AMUR_ENGINE is '{name}': set it to duckdb, to spark://host:port or to local[2]."
    )


@dataclass(frozen=True)
class _Compiled:
    """A mart as DuckDB's SQL, the lists of codes that it looks up, the columns of its result."""

    sql: str
    lists: dict[str, pa.Table]
    form: ibis.Schema


@lru_cache(maxsize=256)
def _compiled(mart: Mart, forms: tuple[ibis.Schema, ...]) -> _Compiled:
    """Made once for tables of a form: it takes several times as long as running it."""
    needed = zip(mart.needs, forms, strict=True)
    built = mart.build({name: ibis.table(form, name) for name, form in needed})
    lists = built.op().find(InMemoryTable)
    return _Compiled(
        str(ibis.to_sql(built, dialect="duckdb")),
        {each.name: each.data.to_pyarrow(each.schema) for each in lists},
        built.schema(),
    )


def _in_duckdb(
    connection: duckdb.DuckDBPyConnection, mart: Mart, needed: Mapping[str, Stored], path: Path
) -> Stored:
    compiled = _compiled(mart, tuple(table.form for table in needed.values()))
    add_views(connection, needed)
    for name, codes in compiled.lists.items():
        connection.register(name, codes)
    write_rows(connection, compiled.sql, compiled.form, path)
    return Stored(path, compiled.form)


def _in_spark(
    backend: ibis.BaseBackend, mart: Mart, needed: Mapping[str, Stored], path: Path
) -> Stored:
    """The workers write a folder, and need to see those of what came before."""
    known = {
        name: backend.read_parquet(table.path, table_name=name).cast(table.form)
        for name, table in needed.items()
    }
    built = mart.build(known)
    backend.to_parquet(built, path)
    return Stored(path, built.schema())


@cache
def _spark(master: str) -> ibis.BaseBackend:
    """Spark at a master; its session takes seconds to start, so the process keeps it."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            f"AMUR_ENGINE is '{master}', but Spark is not installed: "
            ".venv/bin/pip install -e '.[spark]'."
        ) from error
    builder = SparkSession.builder.master(master).appName("amur")
    for key, value in SPARK_SETTINGS.items():
        builder = builder.config(key, value)
    try:
        return ibis.pyspark.connect(builder.getOrCreate())
    except (PySparkException, OSError) as error:
        raise EngineError(
            f"Spark at '{master}' did not start ({error}): it needs Java 17 and a reachable master."
        ) from error
