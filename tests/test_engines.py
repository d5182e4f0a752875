"""Every derived table on DuckDB and on Spark: the same rows, the same cells."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.shelf import SnapshotTables
from etl import marts
from etl.as_of import facts_as_of
from etl.errors import EngineError
from etl.settings import Settings
from etl.store import Store

RELATIVE = 1e-9
"""Floats may differ by this much: each engine adds up in its own order."""


@pytest.fixture
def known(real: Settings, tmp_path: Path) -> dict[str, Path]:
    """The fact tables that every mart follows from."""
    return facts_as_of(Store(real.store).current(), dt.date.max, tmp_path)


def test_an_engine_that_is_not_known_is_named(
    known: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_ENGINE", "polars")
    with pytest.raises(EngineError, match=r"'polars': set it to duckdb, to spark://host:port"):
        marts.build_all(known, tmp_path)


@pytest.mark.parametrize(
    ("memory", "told"),
    [
        ("much", r"AMUR_MEMORY is 'much': an amount such as 500MB"),
        ("1MB", r"cannot build \w+(\.parquet)? within AMUR_MEMORY=1MB .* Give it more"),
    ],
)
def test_memory_that_is_no_amount_or_too_little_is_told(
    known: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: str, told: str
) -> None:
    monkeypatch.setenv("AMUR_MEMORY", memory)
    with pytest.raises(EngineError, match=told):
        marts.build_all(known, tmp_path)


def test_a_long_build_prints_nothing_into_the_output(
    known: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def impatient(**options: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(**options)
        connection.execute("SET progress_bar_time = 20")
        return connection

    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", impatient)
    marts.build_all(known, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_each_table_has_one_order_of_its_rows(tables: SnapshotTables) -> None:
    ties = {
        name: int(tables[name].duplicated(list(mart.order)).sum())
        for name, mart in marts.discover().items()
        if mart.published
    }
    assert {name: count for name, count in ties.items() if count} == {}


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore")  # PySpark's own: sockets left open, pandas newer than it
def test_spark_builds_every_mart_as_duckdb_does(
    known: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / name for name in ("duckdb", "spark")]
    for folder, engine in zip(folders, ("duckdb", "local[2]"), strict=True):
        folder.mkdir()
        monkeypatch.setenv("AMUR_ENGINE", engine)
        marts.build_all(known, folder)
    published = {f"{name}.parquet" for name, mart in marts.discover().items() if mart.published}
    assert {path.name for folder in folders for path in folder.iterdir()} == published
    for name in published:
        here, there = (pd.read_parquet(folder / name) for folder in folders)
        assert_frame_equal(there, here, rtol=RELATIVE, atol=RELATIVE, obj=name)
