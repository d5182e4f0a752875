"""Charts in words, for those who listen to them: nothing is told that the chart does not show."""

from __future__ import annotations

import re

import pytest

from dashboard import charts
from dashboard.charts.product_dependence import UNKNOWN
from dashboard.shelf import SnapshotTables
from dashboard.summary import summary
from dashboard.view import View
from dashboard.words import LANGUAGES


def told(tables: SnapshotTables, name: str, view: View) -> str:
    _, drawn, _ = charts.drawing(charts.get(name), tables, view)
    return summary(drawn, view)


@pytest.mark.parametrize("name", charts.discover())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_told(tables: SnapshotTables, name: str, language: str) -> None:
    text = told(tables, name, View(lang=language))
    assert re.search(r"\d", text)
    assert not re.search(r"<br>|nan|None", text)


def test_events_are_no_figures(tables: SnapshotTables) -> None:
    shown = told(tables, "trade-volume", View(events="on"))
    assert shown == told(tables, "trade-volume", View())


def test_a_share_that_is_not_known_is_told_so(tables: SnapshotTables) -> None:
    data = charts.get("product-dependence").select(tables, View())
    assert data["value"].isna().any()
    text = told(tables, "product-dependence", View())
    assert UNKNOWN in text
    assert "0.00" not in text


def test_months_of_a_year_to_date_have_their_names(tables: SnapshotTables) -> None:
    assert re.search(r"20\d\d: (Jan|Feb|Mar) to ", told(tables, "year-to-date", View()))


def test_known_months_are_counted(tables: SnapshotTables) -> None:
    data = charts.get("coverage").select(tables, View())
    text = told(tables, "coverage", View())
    for state, rows in data.groupby("state"):
        assert f"{state}: {len(rows)} month" in text


def test_the_first_place_is_the_best(tables: SnapshotTables) -> None:
    text = told(tables, "crude-supplier-ranks", View())
    assert "Russia: 2015 to 2025; best place 1 (2016), newest 1." in text


def test_cells_are_told_by_month_and_year(tables: SnapshotTables) -> None:
    text = told(tables, "trade-heatmap", View(start="2023-03", end="2024-06"))
    assert "Mar 2023 to Jun 2024" in text


@pytest.mark.parametrize(
    ("freq", "when"),
    [
        ("quarter", r"Q\d 20\d\d to Q\d 20\d\d; .*\(Q\d 20\d\d\)"),
        ("year", r": \d{4} to \d{4}; .*\(\d{4}\)"),
        ("12m", r"to [A-Z][a-z]{2} 20\d\d – [A-Z][a-z]{2} 20\d\d; "),
    ],
)
def test_quarters_years_and_spans_are_told_as_such(
    tables: SnapshotTables, freq: str, when: str
) -> None:
    assert re.search(when, told(tables, "trade-volume", View(freq=freq)))


def test_january_and_february_together_are_told_as_both(tables: SnapshotTables) -> None:
    text = told(tables, "trade-volume", View(start="2025-01", end="2025-04"))
    assert "Jan–Feb 2025 to Apr 2025" in text


def test_a_flow_says_its_value_once(tables: SnapshotTables) -> None:
    text = told(tables, "product-flows", View())
    assert re.search(r"Crude oil \d+\.\d;", text)
