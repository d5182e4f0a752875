"""Marts over a world of figures: DuckDB in one process beside a Spark cluster of two workers.

`python -m benchmarks.world 2 20 200` makes so many million monthly HS6 figures of eight reporters,
as the Comtrade connector gives them, besides the real ones; builds every mart from them on each
engine, from Parquet to Parquet; compares the results cell by cell; prints time and peak memory.
`--replies 8` begins with an archive of so many raw replies in Comtrade's form, 99,000 rows each,
which a refresh reads. Spark needs `make .venv/.spark` and Java 17. The figures are made up and go
with their folder.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import duckdb
import ibis
import typer

from benchmarks import comtrade, stores
from benchmarks.processes import below, peak_kilobytes, seconds_used
from etl import facts, marts
from etl.archive import Archive, Document
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store
from tests.serving import free_port

FIGURES_A_CODE = 8 * 6 * 192 * 2 * 2
"""Eight reporters with six partners each, sixteen years of months, two flows, value and weight."""
DUCKDB_SETTINGS = {"memory_limit": "8GB"}
SPARK_SETTINGS = marts.SPARK_SETTINGS | {
    "spark.sql.shuffle.partitions": "64",
    "spark.driver.memory": "2g",
    "spark.executor.memory": "6g",
}
CLUSTER_SECONDS = 60
RELATIVE = 1e-9
"""Floats may differ by this much: each engine adds up in its own order."""
WORLD = """
COPY (
  SELECT * FROM read_parquet('{real}')
  UNION ALL BY NAME
  SELECT 'sectors' AS subject, 'UN' AS statistic, reporter, partner, flow,
    printf('HS%02d%04d', code % 97 + 1, code // 97) AS product, measure,
    'month' AS span, strftime(start, '%Y-%m') AS period, start::TIMESTAMP_MS AS start,
    1::BIGINT AS months, (hash(reporter, partner, flow, code, start) % 1000000007)::DOUBLE AS value,
    unit, 1.0 AS step, value::VARCHAR AS value_printed, unit AS unit_printed, '' AS qualifier,
    'published' AS status, concat_ws('-', 'comtrade', reporter, period) AS source,
    0::BIGINT AS nearness, 'un_comtrade' AS feed, TIMESTAMP_MS '2026-06-30 00:00:00' AS vintage,
    '' AS note, 5::BIGINT AS precedence, false AS superseded
  FROM unnest(['CHN', 'RUS', 'USA', 'DEU', 'JPN', 'KOR', 'IND', 'TUR']) AS r(reporter),
    unnest(['CHN', 'RUS', 'USA', 'DEU', 'JPN', 'KOR', 'IND']) AS p(partner),
    unnest(['export', 'import']) AS f(flow),
    (VALUES ('value', 'USD'), ('quantity', 't')) AS m(measure, unit),
    range({codes}) AS c(code),
    range(TIMESTAMP '2010-01-01', TIMESTAMP '2026-01-01', INTERVAL 1 MONTH) AS t(start)
  WHERE partner <> reporter AND (reporter, partner) NOT IN (('TUR', 'IND'))
) TO '{out}' (FORMAT parquet, COMPRESSION zstd)
"""


class Cost(NamedTuple):
    """What a build took of a process and all that it started."""

    seconds: float
    processor_seconds: float
    peak_gigabytes: float


def main(
    millions: Annotated[list[int] | None, typer.Argument(help="How many million figures.")] = None,
    replies: Annotated[int, typer.Option(help="How many raw replies to begin with.")] = 0,
    spark: Annotated[bool, typer.Option(help="Measure Spark beside DuckDB.")] = True,
) -> None:
    """One line a size and engine."""
    print("| figures | done by | time | processor time | peak memory | cells that differ |")
    print("| --- | --- | --- | --- | --- | --- |")
    if replies:
        with tempfile.TemporaryDirectory() as folder:
            settings = _archive(Path(folder), replies)
            size = f"{replies} replies of {comtrade.ROWS:,} rows"
            _tell(size, "refresh, on DuckDB", _apart(_refreshed, settings))
            known = _facts(Store(settings.store).current().folder)
            _on_each_engine(size, known, Path(folder), spark)
    for size in millions or ():
        with tempfile.TemporaryDirectory() as folder:
            known = _world(Path(folder), size * 1_000_000)
            _on_each_engine(f"{size} million", known, Path(folder), spark)


def _on_each_engine(size: str, known: dict[str, Path], folder: Path, spark: bool) -> None:
    _tell(size, "marts on DuckDB", _apart(_in_duckdb, known, folder / "duckdb"))
    if spark:
        with _cluster() as master:
            cost = _apart(_in_spark, known, folder / "spark", master)
        differing = _differing(folder / "duckdb", folder / "spark")
        _tell(size, "marts on Spark", cost, str(differing))


def _tell(size: str, done_by: str, cost: Cost, differing: str = "") -> None:
    told = f"{cost.seconds:.0f} s | {cost.processor_seconds:.0f} s | {cost.peak_gigabytes:.1f} GB"
    print(f"| {size} | {done_by} | {told} | {differing} |", flush=True)


def _archive(folder: Path, replies: int) -> Settings:
    """An archive of raw replies, one a year, besides the bundled tables."""
    settings = Settings(folder, REPOSITORY / "data" / "bundled")
    for year in range(2026 - replies, 2026):
        address = f"{comtrade.ADDRESS}period={year}"
        reply = Document(f"CHN {year} AG6", address, comtrade.reply(year=year))
        Archive(settings.archive).keep("un_comtrade", reply)
    return settings


def _refreshed(settings: Settings) -> None:
    outcome = refresh(settings, Wish(offline=True), dt.date.today())
    aside = [each.set_aside for each in outcome.health.values() if each.set_aside]
    if aside:
        raise RuntimeError(str(aside))


def _facts(folder: Path) -> dict[str, Path]:
    return {name: folder / f"{name}.parquet" for name in facts.MEANINGS}


def _world(folder: Path, figures: int) -> dict[str, Path]:
    """Parquet files of the fact tables: the real ones, with so many figures more."""
    known = _facts(folder)
    with stores.bundled() as settings:
        real = _facts(Store(settings.store).current().folder)
        for name, path in known.items():
            path.write_bytes(real[name].read_bytes())
        codes = figures // FIGURES_A_CODE
        world = WORLD.format(real=real["readings"], out=known["readings"], codes=codes)
        duckdb.sql(world)
    return known


def _apart(build: Callable[..., None], *given: Any) -> Cost:
    """What a build takes in a process of its own, with all that stands beside it."""
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    process = context.Process(target=_measured, args=(told, build, *given))
    process.start()
    process.join()
    if process.exitcode:
        raise typer.Exit(process.exitcode)
    return Cost(*told.get())


def _measured(told: Any, build: Callable[..., None], *given: Any) -> None:
    started, used = time.monotonic(), seconds_used(below(os.getppid()))
    build(*given)
    processes = below(os.getppid())
    peak = sum(map(peak_kilobytes, processes)) / 1e6
    told.put((time.monotonic() - started, seconds_used(processes) - used, peak))


def _in_duckdb(known: dict[str, Path], out: Path) -> None:
    out.mkdir()
    backend = ibis.duckdb.connect(temp_directory=str(out / "spilt"), **DUCKDB_SETTINGS)
    backend.raw_sql("SET enable_progress_bar = false")
    _build(backend, known, out)


def _in_spark(known: dict[str, Path], out: Path, master: str) -> None:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("amur")
    for key, value in SPARK_SETTINGS.items():
        builder = builder.config(key, value)
    _build(ibis.pyspark.connect(builder.getOrCreate()), known, out)


def _build(backend: ibis.BaseBackend, known: dict[str, Path], out: Path) -> None:
    """Every mart as Parquet, each from the files of what it needs."""
    files, forms = dict(known), dict[str, ibis.Schema]()

    def table(name: str) -> ibis.Table:
        read = backend.read_parquet(files[name], table_name=name)
        return read.cast(forms[name]) if name in forms else read  # DuckDB writes some days as times

    for mart in marts.in_order():
        built = marts.expression(mart, {need: table(need) for need in mart.needs})
        files[mart.name], forms[mart.name] = out / f"{mart.name}.parquet", built.schema()
        backend.to_parquet(built, files[mart.name])


@contextmanager
def _cluster() -> Iterator[str]:
    """A Spark master and two workers of one core each on loopback; yields the master's address."""
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class")]
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    roles = [["master.Master", "--port", str(port)]]
    roles += [["worker.Worker", "--cores", "1", "--memory", "7g", master]] * 2
    processes = [
        subprocess.Popen(  # noqa: S603 -- Spark's own launcher
            [*command, f"org.apache.spark.deploy.{role}", "--host", "127.0.0.1", *options],
            env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for role, *options in roles
    ]
    try:
        yield master
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(timeout=CLUSTER_SECONDS)


def _differing(here: Path, there: Path) -> int:
    """How many cells of all marts differ; a table with other rows counts with all its cells."""
    published = [mart for mart in marts.discover().values() if mart.published]
    return sum(_cells(mart, here, there) for mart in published)


def _cells(mart: marts.Mart, here: Path, there: Path) -> int:
    ours = _ranked(mart, here / f"{mart.name}.parquet")
    theirs = _ranked(mart, there / f"{mart.name}.parquet" / "*.parquet")
    tests = [
        f"(abs(a.{column} - b.{column}) > {RELATIVE} * greatest(abs(a.{column}), 1))"
        f" IS TRUE OR (a.{column} IS NULL) <> (b.{column} IS NULL)"
        if kind == "DOUBLE"
        else f"a.{column} IS DISTINCT FROM b.{column}"
        for column, kind in zip(ours.columns, map(str, ours.types), strict=True)
    ]
    both = ours.set_alias("a").join(theirs.set_alias("b"), "row_in_order", how="outer")
    counted = " + ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
    (count,) = both.aggregate(counted).fetchall()[0]
    return int(count)


def _ranked(mart: marts.Mart, files: Path) -> duckdb.DuckDBPyRelation:
    """A mart's rows, numbered in its order."""
    order = ", ".join(mart.order)
    return duckdb.read_parquet(str(files)).project(
        f"*, row_number() OVER (ORDER BY {order}) AS row_in_order"
    )


if __name__ == "__main__":
    typer.run(main)
