"""Marts over a world of figures: DuckDB in one process beside a Spark cluster of two workers.

`python -m benchmarks.world 2 20 200` makes so many million monthly HS6 figures of eight reporters,
as the Comtrade connector gives them, besides the real ones; builds every mart from them on each
engine, from Parquet to Parquet; compares the results cell by cell; prints time and peak memory.
`--replies 8` begins with an archive of so many raw replies in Comtrade's form, 99,000 rows each,
which a refresh reads. Spark needs `make .venv/.spark` and Java 17. The figures are made up and go
with their folder.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import pyarrow.parquet as pq
import typer

from benchmarks import comtrade, stores
from benchmarks.processes import Cost, apart
from benchmarks.refresh_memory import archive_of, refreshed
from etl import facts, marts
from etl.parquet import connected, form_of
from etl.store import Store
from tests.serving import free_port

FIGURES_A_CODE = 8 * 6 * 192 * 2 * 2
"""Eight reporters with six partners each, sixteen years of months, two flows, value and weight."""
SPARK_SETTINGS = {
    "spark.driver.memory": "2g",
    "spark.executor.memory": "6g",
}
LEAST_PARTITIONS = 64
FIGURES_A_PARTITION = 1_000_000
"""So many of a shuffle are sorted in an executor's memory."""
CLUSTER_SECONDS = 60
RELATIVE = 1e-9
"""Floats may differ by this much: each engine adds up in its own order."""
WORLD = """
CREATE TABLE months_of_codes AS
  SELECT code, start FROM range({codes}) AS c(code),
    range(TIMESTAMP '2010-01-01', TIMESTAMP '2026-01-01', INTERVAL 1 MONTH) AS t(start);
SET preserve_insertion_order = false;
COPY (
  SELECT * EXCLUDE superseded FROM read_parquet('{real}')
  UNION ALL BY NAME
  SELECT 'sectors' AS subject, 'UN' AS statistic, reporter, partner, flow,
    printf('HS%02d%04d', code % 97 + 1, code // 97) AS product, measure,
    'month' AS span, strftime(start, '%Y-%m') AS period, start::TIMESTAMP_MS AS start,
    1::BIGINT AS months, (hash(reporter, partner, flow, code, start) % 1000000007)::DOUBLE AS value,
    unit, 1.0 AS step, value::VARCHAR AS value_printed, unit AS unit_printed, '' AS qualifier,
    'published' AS status, concat_ws('-', 'comtrade', reporter, period) AS source,
    0::BIGINT AS nearness, 'un_comtrade' AS feed, TIMESTAMP_MS '2026-06-30 00:00:00' AS vintage,
    '' AS note, 5::BIGINT AS precedence
  FROM unnest(['CHN', 'RUS', 'USA', 'DEU', 'JPN', 'KOR', 'IND', 'TUR']) AS r(reporter),
    unnest(['CHN', 'RUS', 'USA', 'DEU', 'JPN', 'KOR', 'IND']) AS p(partner),
    unnest(['export', 'import']) AS f(flow),
    (VALUES ('value', 'USD'), ('quantity', 't')) AS m(measure, unit),
    months_of_codes
  WHERE partner <> reporter AND (reporter, partner) NOT IN (('TUR', 'IND'))
) TO '{found}' (FORMAT parquet, COMPRESSION zstd)
"""


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
            settings = archive_of(Path(folder), replies)
            size = f"{replies} replies of {comtrade.ROWS:,} rows"
            _tell(size, "refresh, on DuckDB", apart(refreshed, settings))
            known = _facts(Store(settings.store).current().folder)
            _on_each_engine(size, known, Path(folder), spark)
    for size in millions or ():
        with tempfile.TemporaryDirectory() as folder:
            known = _world(Path(folder), size * 1_000_000)
            _on_each_engine(f"{size} million", known, Path(folder), spark)


def _on_each_engine(size: str, known: dict[str, Path], folder: Path, spark: bool) -> None:
    _tell(size, "marts on DuckDB", apart(_in_duckdb, known, folder / "duckdb"))
    if spark:
        with _cluster() as master:
            cost = apart(_in_spark, known, folder / "spark", master)
        differing = _differing(folder / "duckdb", folder / "spark")
        _tell(size, "marts on Spark", cost, str(differing))


def _tell(size: str, done_by: str, cost: Cost, differing: str = "") -> None:
    told = f"{cost.seconds:.0f} s | {cost.processor_seconds:.0f} s | {cost.peak_gigabytes:.1f} GB"
    print(f"| {size} | {done_by} | {told} | {differing} |", flush=True)


def _facts(folder: Path) -> dict[str, Path]:
    """The fact tables of a snapshot, as marts know them."""
    published = {name: folder / f"{name}.parquet" for name in facts.MEANINGS}
    return published | {"found": folder / "readings.parquet"}


def _world(folder: Path, figures: int) -> dict[str, Path]:
    """Parquet files of the fact tables: the real ones, with so many figures more."""
    with stores.bundled() as settings:
        real = _facts(Store(settings.store).current().folder)
        known = {name: folder / f"{name}.parquet" for name in real}
        for name in facts.MEANINGS:
            known[name].write_bytes(real[name].read_bytes())
        codes = figures // FIGURES_A_CODE
        with duckdb.connect() as connection:
            connection.execute(WORLD.format(real=real["found"], found=known["found"], codes=codes))
    return known


def _in_duckdb(known: dict[str, Path], out: Path) -> None:
    out.mkdir()
    marts.build_all(known, out)


def _in_spark(known: dict[str, Path], out: Path, master: str) -> None:
    os.environ["AMUR_ENGINE"] = master
    partitions = pq.read_metadata(known["found"]).num_rows // FIGURES_A_PARTITION
    shuffled = {"spark.sql.shuffle.partitions": str(max(LEAST_PARTITIONS, partitions))}
    marts.SPARK_SETTINGS.update(SPARK_SETTINGS | shuffled)
    out.mkdir()
    marts.build_all(known, out)


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
    """Row by row, since each table has one order of its rows."""
    ours, theirs = (str(folder / f"{mart.name}.parquet") for folder in (here, there))
    form = form_of(Path(ours))
    tests = [
        f"a.{name} IS DISTINCT FROM b.{name}"
        + f" AND (abs(a.{name} - b.{name}) > {RELATIVE} * greatest(abs(a.{name}), 1)) IS NOT FALSE"
        * kind.is_floating()
        for name, kind in form.items()
    ]
    counted = " + ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
    both = "read_parquet($ours) AS a POSITIONAL JOIN read_parquet($theirs) AS b"
    query = f"SELECT {counted} FROM {both}"  # noqa: S608 -- names of columns
    with connected() as connection:
        (count,) = connection.execute(query, {"ours": ours, "theirs": theirs}).fetchall()[0]
    return int(count)


if __name__ == "__main__":
    typer.run(main)
