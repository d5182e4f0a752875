"""Sums of the last twelve months: named by their span, drawn and cut where they end."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import charts
from dashboard.cards import table_view
from dashboard.charts import Chart
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import words
from etl.formats import to_csv
from tests.test_cards import as_text

MOVING = [chart for chart in charts.discover().values() if "freq" in chart.controls]
VIEW = View(freq="12m", start="2022-06", end="2024-02")
SPAN = "Mar 2023 – Feb 2024"


@pytest.mark.parametrize("chart", MOVING, ids=lambda chart: chart.id)
def test_a_sum_is_cut_and_drawn_where_it_ends_and_named_by_its_span(
    chart: Chart, tables: SnapshotTables
) -> None:
    data, figure = charts.figure(chart, tables, VIEW)
    last = (data["period"] + pd.DateOffset(months=11)).sort_values()
    assert set(data["months"]) == {12}
    assert f"{last.iloc[0]:%Y-%m}" >= VIEW.start
    assert f"{last.iloc[-1]:%Y-%m}" <= VIEW.end
    drawn = [pd.Timestamp(x) for trace in figure.data for x in trace.x]
    assert (min(drawn), max(drawn)) == (last.iloc[0], last.iloc[-1])
    told = [trace.text for trace in figure.data if trace.text is not None]
    hovers = [str(text) for texts in told for text in texts]
    assert {text.split(": ")[0] for text in hovers if text} == set(data["span"])


def test_a_sum_that_ends_with_the_chosen_month_is_shown(tables: SnapshotTables) -> None:
    chart = charts.get("trade-volume")
    rows = chart.select(tables, VIEW)
    assert f"{rows['period'].max():%Y-%m}" == "2023-03"
    assert SPAN in as_text(table_view(chart, tables, VIEW))
    assert SPAN in to_csv(rows).decode()


def test_a_sum_shown_as_an_index_begins_at_its_first_year(tables: SnapshotTables) -> None:
    rows = charts.get("trade-volume").select(
        tables, View(freq="12m", show="index", start="2022-12", end="2024-02")
    )
    first = rows[rows["period"] == "2022-01-01"]
    assert list(first["value"]) == pytest.approx([100.0, 100.0])


@pytest.mark.parametrize(
    ("language", "span"), [("ru", "июль 2025 – июнь 2026"), ("zh", "2025年7月 – 2026年6月")]
)
def test_a_span_is_named_as_readers_write_months(language: str, span: str) -> None:
    assert words(language).month(pd.Timestamp("2025-07-01"), 12) == span
    assert words(language).month(pd.Timestamp("2025-01-01"), 12) == "2025"
