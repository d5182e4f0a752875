"""Every chart draws the real data in every view, purely, and says what is missing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseTraceType
from plotly.io.json import to_json_plotly

from dashboard import charts, pages
from dashboard.charts import Chart
from dashboard.charts._drawing import add_line, blank, with_hovers
from dashboard.printing import printed
from dashboard.shelf import SnapshotTables
from dashboard.sources import of_data
from dashboard.view import PARAMETERS, View, narrowed, one_choice_from, query
from dashboard.words import words
from etl.errors import UnknownNameError

ALL = list(charts.discover().values())
VIEWS = [
    *(
        View(freq=freq, show=show, flow=flow, events="on")
        for freq, show, flow in itertools.product(
            PARAMETERS["freq"].choices, ("level", "growth"), ("import", "export")
        )
    ),
    *(View(prices="real"), View(cur="cny"), View(lang="zh", theme="dark")),
]


def points(figure: go.Figure) -> int:
    """How many values a figure draws."""
    return sum(
        int(pd.notna(value))
        for trace in figure.data
        if trace.name != "Events"
        for value in _values(trace)
    )


def _values(trace: BaseTraceType) -> Sequence[float]:
    """What a trace draws, by its kind."""
    if trace.type == "sankey":
        return list(trace.link.value)
    if trace.type == "heatmap":
        return list(itertools.chain.from_iterable(trace.z))
    return list(trace.values if trace.type == "treemap" else trace.y)


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_chart_draws_real_data_by_default(chart: Chart, tables: SnapshotTables) -> None:
    data, figure = charts.figure(chart, tables, View())
    assert len(data) >= 4
    assert points(figure) >= 5
    assert of_data(data, tables, words("en")).documents


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_chart_stands_every_view_and_is_pure(chart: Chart, tables: SnapshotTables) -> None:
    before = {name: tables[name].copy() for name in chart.tables}
    answered = list(
        dict.fromkeys(narrowed(view, {*chart.controls, "lang", "theme"}) for view in VIEWS)
    )
    drawn = [charts.figure(chart, tables, view)[1].to_json() for view in answered]
    assert charts.figure(chart, tables, answered[0])[1].to_json() == drawn[0]
    for name, frame in before.items():
        pd.testing.assert_frame_equal(tables[name], frame)


WITHOUT = {
    "energy-volume": {"?fuel=fuel_oil", "?show=sa"},
    "growth-contributions": {"?reporter=RUS"},
    "trade-balance": {"?reporter=RUS"},
    "trade-heatmap": {"?reporter=RUS"},
    "trade-volume": {"?reporter=RUS"},
}
"""Choices that the bundled months do not suffice for: Russia's are none, of fuels some lack."""


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_each_choice_of_a_chart_is_drawn_or_says_why_not(
    chart: Chart, tables: SnapshotTables
) -> None:
    without = set()
    for view in one_choice_from(View(), chart.controls):
        _, figure = charts.figure(chart, tables, view)
        if not points(figure):
            assert figure.layout.annotations[0].text
            without.add(query(view))
    assert without == WITHOUT.get(chart.id, set())


def test_months_without_their_season_are_drawn_where_each_stands_alone(
    tables: SnapshotTables,
) -> None:
    months = pd.date_range("2018-01-01", "2022-12-01", freq="MS")
    known = tables["bilateral_monthly"]
    row = known[known["reporter"] == "CHN"].iloc[:1].assign(months=1)
    made = [
        row.assign(flow=flow, period=month, value_usd=1e9 * (1 + month.month / 12))
        for flow in ("export", "import")
        for month in months
    ]
    seasonal = {**tables, "bilateral_monthly": pd.concat(made, ignore_index=True)}
    chart = charts.get("trade-volume")
    spread = {}
    for show in ("level", "sa"):
        data, figure = charts.figure(chart, seasonal, View(show=show))
        assert points(figure) == 2 * len(months)  # two of a January and February together
        single = data["value"][data["months"] == 1]
        spread[show] = single.max() - single.min()
    assert spread["sa"] < 0.01 < spread["level"]
    assert "seasonally adjusted" in chart.subtitle(View(show="sa"))


def test_few_years_stand_at_years_not_at_months_between_them(tables: SnapshotTables) -> None:
    chart = charts.get("trade-volume")
    _, few = charts.figure(chart, tables, View(freq="year", start="2021-01", end="2024-12"))
    _, many = charts.figure(chart, tables, View(freq="year"))
    _, months = charts.figure(chart, tables, View(start="2021-01", end="2024-12"))
    assert few.layout.xaxis.dtick == "M12"
    assert (many.layout.xaxis.dtick, months.layout.xaxis.dtick) == (None, None)


@pytest.mark.parametrize("view", [View(), View(show="growth", freq="year", theme="dark")])
@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_the_browser_gets_what_plotly_has_checked(
    chart: Chart, view: View, tables: SnapshotTables
) -> None:
    _, drawing, _ = charts.drawing(chart, tables, view)
    figure = drawing.figure()
    for sent, checked in zip(
        [*drawing.data, drawing.layout], [*figure.data, figure.layout], strict=True
    ):
        assert _as_read(sent) == _as_read(checked.to_plotly_json())


def _as_read(part: dict[str, Any]) -> Any:
    """A trace or layout as a browser reads it, without the template: Plotly adds defaults to it."""
    return _told(json.loads(to_json_plotly({**part, "template": None})))


def _told(part: Any) -> Any:
    """JSON without what says nothing, and which Plotly leaves out: empty parts, midnight."""
    if isinstance(part, str):
        return part.removesuffix("T00:00:00")
    if isinstance(part, list):
        return [_told(each) for each in part]
    if not isinstance(part, dict):
        return part
    parts = {name: _told(each) for name, each in part.items()}
    return {name: each for name, each in parts.items() if each not in (None, [], {})}


@pytest.mark.parametrize("parts", [{"marker_color": "red"}, {"colour": "red"}])
def test_what_the_browser_would_not_understand_is_refused(parts: dict[str, str]) -> None:
    drawing = blank(View())
    drawing.add("bar", x=[1], y=[2], **parts)
    with pytest.raises(ValueError, match=r"marker_color|colour"):
        drawing.figure()


@pytest.mark.parametrize(
    "chart", [chart for chart in ALL if "from" in chart.controls], ids=lambda chart: chart.id
)
def test_a_chart_without_data_says_so(chart: Chart, tables: SnapshotTables) -> None:
    data, figure = charts.figure(chart, tables, View(start="2029-01"))
    assert data.empty
    said = figure.layout.annotations[0].text.replace("<br>", " ")
    assert said == chart.missing


@pytest.mark.parametrize("fuel", PARAMETERS["fuel"].choices)
def test_every_fuel_has_volumes(fuel: str, tables: SnapshotTables) -> None:
    chart = charts.get("energy-volume")
    frames = [chart.select(tables, View(fuel=fuel, freq=freq)) for freq in ("month", "year")]
    assert any(len(frame) for frame in frames)


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_chart_reads_only_the_tables_it_names(chart: Chart, tables: SnapshotTables) -> None:
    named = {name: tables[name] for name in (*chart.tables, "documents")}
    charts.figure(chart, named, View(events="on"))


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_printed_chart_carries_title_unit_and_source(
    chart: Chart, tables: SnapshotTables
) -> None:
    figure, _ = printed(chart, tables, View())
    assert chart.title in figure.layout.title.text
    assert chart.subtitle(View()) in figure.layout.title.text
    assert any("public document" in note.text for note in figure.layout.annotations)


def test_every_chart_stands_on_a_page_and_every_page_has_a_chart() -> None:
    placed = {name for page in pages.discover() for name in page.charts}
    assert placed == {chart.id for chart in ALL}
    assert [page.name for page in pages.discover()] == [
        *("Overview", "Volumes", "Sectors", "Energy", "Settlement", "Mirror", "Compare", "Data")
    ]


def test_an_unknown_chart_is_named_beside_the_known() -> None:
    with pytest.raises(UnknownNameError, match=r"'pie'.*trade-volume"):
        charts.get("pie")


def test_a_line_breaks_at_a_hole_and_is_level_over_january_and_february() -> None:
    data = pd.DataFrame(
        {
            "period": pd.to_datetime(["2023-01-01", "2023-03-01", "2023-06-01"]),
            "months": [2, 1, 1],
            "value": [10.0, 6.0, 7.0],
            "source": "",
        }
    )
    figure = blank(View())
    told = with_hovers(data, ["10", "6", "7"], words("en"))
    add_line(figure, told, "x", "#000000", "")
    (line,) = figure.figure().data
    drawn = list(zip(line.x, line.y, strict=True))
    values = [None if pd.isna(y) else y for _, y in drawn]
    assert values == [10.0, 10.0, 6.0, None, 7.0]
    assert [str(day)[:7] for day, _ in drawn[:2]] == ["2023-01", "2023-02"]
