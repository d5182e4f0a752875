"""Tables as files: part by part the same as whole, and no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from dashboard import charts
from dashboard.downloads import to_xlsx
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.formats import FORMATS, in_parts, neutralised, to_csv

FORMULAS = ["=1+1", "+x", "-x", "@x"]


def test_a_table_in_parts_is_the_same_as_whole(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": ["a", "=1+1", "", "д", "中", None, "g"],
            "day": pd.date_range("2024-01-01", periods=7),
            "count": [1, 2, 3, 4, 5, 6, 7],
            "value": [0.1, 2.0, None, 1e20, -3.5, 0.0, 7.0],
        }
    )
    file = tmp_path / "table.parquet"
    frame.to_parquet(file, index=False, row_group_size=3)
    whole = pd.read_parquet(file)
    for kind in ("csv", "json"):
        assert b"".join(in_parts(file, kind)) == FORMATS[kind](whole)
    assert b"".join(in_parts(file, "parquet")) == file.read_bytes()


def test_whole_numbers_stay_whole_where_some_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "table.parquet"
    frame = pd.DataFrame({"year": pd.array([2022, None, 2024], "Int64")})
    frame.to_parquet(file, index=False, row_group_size=2)
    assert b"".join(in_parts(file, "csv")).split() == [b"year", b"2022", b'""', b"2024"]
    years = [row["year"] for row in json.loads(b"".join(in_parts(file, "json")))]
    assert years == [2022, None, 2024]


def test_a_table_without_rows_has_its_header(tmp_path: Path) -> None:
    file = tmp_path / "table.parquet"
    pd.DataFrame({"a": [1], "b": ["x"]}).iloc[:0].to_parquet(file, index=False)
    assert b"".join(in_parts(file, "csv")) == b"a,b\n"
    assert json.loads(b"".join(in_parts(file, "json"))) == []


def test_text_that_a_spreadsheet_would_run_is_neutralised() -> None:
    frame = pd.DataFrame({"text": [*FORMULAS, "plain"], "number": [-1, 2, 3, 4, 5]})
    safe = neutralised(frame)
    assert list(safe["text"]) == [*(f"'{each}" for each in FORMULAS), "plain"]
    assert list(safe["number"]) == [-1, 2, 3, 4, 5]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_file_holds_a_formula(tables: SnapshotTables, formula: str) -> None:
    known = charts.get("trade-volume")

    def select(tables: object, view: View) -> pd.DataFrame:
        return known.select(tables, view).assign(note=formula)  # type: ignore[arg-type]

    chart = replace(known, select=select)
    assert f",'{formula}\n".encode() in to_csv(chart.select(tables, View()))
    cells = load_workbook(io.BytesIO(to_xlsx(chart, tables, View())))["data"]
    assert {row[-1].value for row in cells.iter_rows(min_row=2)} == {f"'{formula}"}
