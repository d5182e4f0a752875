"""Derived tables: one module a mart, written once as Ibis expressions, found by themselves.

A module in this package that defines `MART` is a mart. It names the tables it reads (fact tables
or other marts) and builds one Ibis expression from them; what engine runs it is decided here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from graphlib import TopologicalSorter

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
from ibis import ir
from ibis.expr.operations import InMemoryTable

from etl.discovery import declared
from etl.errors import EngineError
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


def in_order() -> list[Mart]:
    """Every mart, each after those that it needs."""
    marts = discover()
    needs = {name: set(mart.needs) & set(marts) for name, mart in marts.items()}
    return [marts[name] for name in TopologicalSorter(needs).static_order()]


def build_all(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every published mart as a frame, built after what it needs, on the engine of AMUR_ENGINE.

    Engines agree but for the last digits of floats, since each adds up in its own order. Raises
    EngineError.
    """
    marts = in_order()
    tables = {
        name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in facts.items()
    }
    with _engine(engine()) as run:
        for mart in marts:
            tables[mart.name] = run(mart, {need: tables[need] for need in mart.needs})
    return {mart.name: _to_frame(tables[mart.name]) for mart in marts if mart.published}


def expression(mart: Mart, tables: Tables) -> ir.Table:
    """What a mart is of its tables, in its order; a step that nobody reads has none."""
    rows = mart.build(tables)
    return rows.order_by(list(mart.order)) if mart.published else rows


@dataclass(frozen=True)
class _Compiled:
    """A mart as DuckDB's SQL, the lists of codes that it looks up, the columns of its result."""

    sql: str
    lists: dict[str, pa.Table]
    schema: pa.Schema


@lru_cache(maxsize=256)
def _compiled(mart: Mart, schemas: tuple[ibis.Schema, ...]) -> _Compiled:
    """Made once for tables of a form: it takes several times as long as running it."""
    needed = zip(mart.needs, schemas, strict=True)
    built = expression(mart, {name: ibis.table(schema, name) for name, schema in needed})
    lists = built.op().find(InMemoryTable)
    return _Compiled(
        str(ibis.to_sql(built, dialect="duckdb")),
        {each.name: each.data.to_pyarrow(each.schema) for each in lists},
        built.schema().to_pyarrow(),
    )


def _to_frame(arrow: pa.Table) -> pd.DataFrame:
    """The table as a frame, days as timestamps: pandas has no type of its own for days."""
    fields = [
        field.with_type(pa.timestamp("ms")) if pa.types.is_date(field.type) else field
        for field in arrow.schema
    ]
    return arrow.cast(pa.schema(fields)).to_pandas()


Run = Callable[[Mart, dict[str, pa.Table]], pa.Table]
"""Builds a mart from the tables that it needs."""


@contextmanager
def _engine(name: str) -> Iterator[Run]:
    """The engine that is to build the marts: DuckDB in this process, or Spark at its master."""
    if name == "duckdb":
        with duckdb.connect() as connection:
            _hide_progress(connection)
            yield partial(_in_duckdb, connection)
    elif name.startswith(("spark://", "local[")):
        yield partial(_in_spark, _spark(name))
    else:
        raise EngineError(
            f"AMUR_ENGINE is '{name}': set it to duckdb, to spark://host:port or to local[2]."
        )


def _hide_progress(connection: duckdb.DuckDBPyConnection) -> None:
    """Draw no bar, which would go where tables go; where notebooks have none, none may be set."""
    shown = connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    if shown == [(True,)]:
        connection.execute("SET enable_progress_bar = false")


def _in_duckdb(
    connection: duckdb.DuckDBPyConnection, mart: Mart, tables: dict[str, pa.Table]
) -> pa.Table:
    schemas = tuple(ibis.Schema.from_pyarrow(table.schema) for table in tables.values())
    compiled = _compiled(mart, schemas)
    for name, table in (tables | compiled.lists).items():
        connection.register(name, table)
    built: pa.Table = connection.sql(compiled.sql).to_arrow_table()
    return built.cast(compiled.schema)


def _in_spark(backend: ibis.BaseBackend, mart: Mart, tables: dict[str, pa.Table]) -> pa.Table:
    known = {name: ibis.memtable(table) for name, table in tables.items()}
    return backend.to_pyarrow(expression(mart, known))


@cache
def _spark(master: str) -> ibis.BaseBackend:
    """Spark at a master; its session takes seconds to start, so the process keeps it."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            f"AMUR_ENGINE is '{master}', but Spark is not installed: pip install amur-trade[spark]."
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
