"""Every derived table on DuckDB and on Spark: the same rows, the same cells."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.shelf import SnapshotTables
from etl import facts, marts
from etl.errors import EngineError

RELATIVE = 1e-9
"""Floats may differ by this much: each engine adds up in its own order."""


@pytest.fixture
def known(tables: SnapshotTables) -> dict[str, pd.DataFrame]:
    """The fact tables that every mart follows from."""
    return {name: tables[name] for name in facts.MEANINGS}


def test_an_engine_that_is_not_known_is_named(
    known: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_ENGINE", "polars")
    with pytest.raises(EngineError, match=r"'polars': set it to duckdb, to spark://host:port"):
        marts.build_all(known)


def test_a_long_build_prints_nothing_into_the_output(
    known: dict[str, pd.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def impatient() -> duckdb.DuckDBPyConnection:
        connection = connect()
        connection.execute("SET progress_bar_time = 1")
        return connection

    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", impatient)
    marts.build_all(known)
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
    known: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = marts.build_all(known)
    monkeypatch.setenv("AMUR_ENGINE", "local[2]")
    there = marts.build_all(known)
    published = {name for name, mart in marts.discover().items() if mart.published}
    assert set(here) == set(there) == published
    for name, frame in here.items():
        assert_frame_equal(
            there[name], frame, check_dtype=False, rtol=RELATIVE, atol=RELATIVE, obj=name
        )
