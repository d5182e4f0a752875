"""What a hover tells of each point: value, change on the year, document and its publisher."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import Chart
from dashboard.charts._documents import with_documents
from dashboard.charts._drawing import hover_texts
from dashboard.charts.sector_mix import NOT_STATED, SMALLER
from dashboard.names import publisher
from dashboard.shelf import SnapshotTables, documents_by_id
from dashboard.view import View
from dashboard.words import words

ALL = list(charts.discover().values())
UNCHANGED = {
    "coverage": "states of months are no figures",
    "growth-contributions": "its figures are changes on the year themselves",
    "settlement-statements": "what people said at one time or another is no series",
}
"""Charts whose hovers have no change on the year, and why."""
OTHER_GOODS = (NOT_STATED, SMALLER)
"""Sums that hold other goods each year."""


class Point(NamedTuple):
    """A drawn point: what it is of, its value, what its hover says, its documents and time."""

    of: str
    value: float
    hover: str
    origin: tuple[str, str, int]


def drawn(chart: Chart, tables: SnapshotTables, view: View) -> list[Point]:
    _, figure = charts.figure(chart, tables, view)
    return [point for trace in figure.data for point in _points(trace)]


def _points(trace: Any) -> Iterator[Point]:
    """The points that a click finds the documents of."""
    if trace.customdata is None:
        return
    across = getattr(trace, "orientation", None) == "h"
    parts = trace.y if across else [""] * len(_values(trace))
    told = zip(parts, _values(trace), _hovers(trace), _origins(trace), strict=True)
    for part, value, hover, origin in told:
        if origin and origin[0]:
            yield Point(f"{trace.name}{part}", float(value), hover, tuple(origin[:3]))


def _origins(trace: Any) -> list[Any]:
    if trace.type == "heatmap":
        return [cell and json.loads(cell) for row in trace.customdata for cell in row]
    return list(trace.customdata)


def _values(trace: Any) -> list[float]:
    if trace.type == "heatmap":
        return [cell for row in trace.z for cell in row]
    if trace.type == "sankey":
        return list(trace.link.value)
    if trace.type == "treemap":
        return list(trace["values"])
    return list(trace.x if getattr(trace, "orientation", None) == "h" else trace.y)


def _hovers(trace: Any) -> list[str]:
    if trace.type == "heatmap":
        return [cell for row in trace.text for cell in row]
    if trace.type == "sankey":
        return list(trace.link.customdata)
    return list(trace.text if trace.hovertext is None else trace.hovertext)


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_hover_names_the_document_s_publisher_and_day(
    chart: Chart, tables: SnapshotTables
) -> None:
    documents = tables["documents"].set_index("id")
    say = words("en")
    points = drawn(chart, tables, View())
    assert points
    for point in points:
        used = documents.loc[point.origin[0].split()]
        names = {publisher(name, say) for name in used["publisher"]}
        days = {say.partial_day(day) for day in used["published"] if day}
        assert any(name in point.hover for name in names), point
        dated = any(f"document of {day}" in point.hover for day in days)
        assert dated == ("document of" in point.hover), point
        assert "document of" in point.hover or len(days) < len(used), point


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_hover_tells_the_change_on_the_year_wherever_the_year_before_is_known(
    chart: Chart, tables: SnapshotTables
) -> None:
    points = drawn(chart, tables, View())
    known = {(point.of, *point.origin[1:]) for point in points if point.value > 0}
    told = [point for point in points if "on the year" in point.hover]
    if chart.id in UNCHANGED:
        assert not told
        return
    assert told
    for point in points:
        _, day, months = point.origin
        before = (point.of, f"{int(day[:4]) - 1}{day[4:]}", months)
        if months and before in known and point.value >= 0 and point.of not in OTHER_GOODS:
            assert "on the year" in point.hover, point


@pytest.mark.parametrize(
    "chart",
    [chart for chart in ALL if "from" in chart.controls and chart.id not in UNCHANGED],
    ids=lambda chart: chart.id,
)
def test_the_first_year_shown_has_its_change_too(chart: Chart, tables: SnapshotTables) -> None:
    whole = {(point.of, point.origin[1:]): point for point in drawn(chart, tables, View())}
    for point in drawn(chart, tables, View(start="2021-01")):
        if point.of != SMALLER and (point.of, point.origin[1:]) in whole:
            assert point.hover == whole[point.of, point.origin[1:]].hover


def test_the_sum_of_contributions_has_the_documents_of_its_parts(tables: SnapshotTables) -> None:
    points = drawn(charts.get("growth-contributions"), tables, View(freq="year"))
    sums = {each.origin: each for each in points if each.of == "Growth of trade"}
    parts = [each for each in points if each.of != "Growth of trade"]
    assert len(parts) == 2 * len(sums)
    for part in parts:
        together = sum(each.value for each in parts if each.origin == part.origin)
        assert sums[part.origin].value == pytest.approx(together)
        assert sums[part.origin].hover.split("<br>")[1] == part.hover.split("<br>")[1]


def test_a_hover_says_unit_change_and_document() -> None:
    rows = pd.DataFrame(
        {
            "year": [2024, 2025],
            "change_points": [None, -1.25],
            "status": ["published", ""],
            "document": ["TASS and others, document of 18 Jul 2026", ""],
        }
    )
    assert hover_texts(rows, ["4.0 %", "2.75 %"], words("en")) == [
        "2024: 4.0 %<br>published, TASS and others, document of 18 Jul 2026",
        "2025: 2.75 %<br>on the year: -1.2 percentage points",
    ]


def test_the_document_named_is_the_one_of_the_vintage() -> None:
    days = pd.to_datetime(["2026-07-18", "2026-07-31", "2026-08-01"])
    documents = pd.DataFrame(
        {
            "id": ["a", "b", "rate"],
            **dict.fromkeys(["title", "address", "language", "feed"], ""),
            "publisher": ["TASS", "RBC", "Bank of Russia"],
            "published": ["2026-07-18", "2026-07", ""],
            "released": days,
        }
    )
    data = pd.DataFrame(
        {
            "source": ["a", "a b rate", "rate", "", "gone"],
            "vintage": [days[0], days[1], pd.NaT, pd.NaT, pd.NaT],
        }
    )
    assert list(with_documents(data, documents_by_id(documents), words("en"))["document"]) == [
        "TASS, document of 18 Jul 2026",
        "RBC and others, document of Jul 2026",
        "Bank of Russia",
        "",
        "",
    ]
