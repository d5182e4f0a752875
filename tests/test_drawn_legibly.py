"""What makes single charts legible: names beside what they name, bars wide enough to be seen."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import plotly
import pytest
from playwright.sync_api import Browser, Page

from dashboard import charts, pages
from dashboard.charts._drawing import LABEL_PIXELS, PLOT_PIXELS, blank, direct_labels, text_pixels
from dashboard.charts.sector_mix import KEPT_COLOURS, NOT_STATED, SMALLER, part_colours
from dashboard.printing import printed
from dashboard.shelf import SnapshotTables
from dashboard.sources import of_data
from dashboard.view import View
from dashboard.words import LANGUAGES, words
from tests.conftest import await_drawn

CARD_PIXELS = 325
"""The width of a chart on a phone 375 wide."""
LEAST_PLOT = 190
"""Pixels that axes and legend must leave of a chart's height."""
PLOT_HEIGHTS = """
() => [...document.querySelectorAll('.js-plotly-plot')].map(each => each._fullLayout._size.h)
"""
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
LEGIBLE = """
([figure, width]) => {
  const holder = document.querySelector("#holder");
  holder.style.width = `${width}px`;
  return Plotly.newPlot(holder, figure.data, figure.layout).then(() => {
    const edge = holder.querySelector(".main-svg").getBoundingClientRect();
    const cut = [...holder.querySelectorAll("text:not(.node-label)")].filter(text => {
      const box = text.getBoundingClientRect();
      return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1
        || box.top < edge.top - 1 || box.bottom > edge.bottom + 1);
    });
    const names = [...holder.querySelectorAll(".annotation text")].map(text =>
      [text.textContent, text.getBoundingClientRect()]);
    const meeting = names.flatMap(([name, a], at) => names.slice(at + 1).filter(([, b]) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
    ).map(([other]) => `${name} / ${other}`));
    const found = [cut.map(text => text.textContent), holder._fullLayout._size.l, meeting];
    Plotly.purge(holder);
    return found;
  });
}
"""
"""Which texts of a figure reach beyond its edge, its left margin, and which names meet."""


@pytest.fixture(scope="module")
def easel(browser: Browser) -> Iterator[Page]:
    """An empty page that can draw figures as a card does."""
    page = browser.new_page()
    page.set_content("<div id='holder'></div>")
    page.add_script_tag(path=PLOTLY)
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_in_a_chart_is_cut_or_written_over_on_a_phone(
    language: str, tables: SnapshotTables, easel: Page
) -> None:
    for chart in charts.discover().values():
        _, figure = charts.figure(chart, tables, View(lang=language))
        given = [json.loads(figure.to_json()), CARD_PIXELS]
        cut, left, meeting = easel.evaluate(LEGIBLE, given)
        assert cut == [], chart.id
        assert meeting == [], chart.id
        assert left < CARD_PIXELS / 2, chart.id


@pytest.mark.browser
@pytest.mark.parametrize("path", [page.path for page in pages.discover()])
def test_no_legend_takes_a_chart_s_room_on_a_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{address}{path}?lang=ru")
    await_drawn(page)
    assert all(height > LEAST_PLOT for height in page.evaluate(PLOT_HEIGHTS))


@pytest.mark.parametrize(("language", "mark"), [("ru", "; "), ("zh", "；")])
def test_the_foot_of_a_picture_holds_caption_and_sources_in_the_language_s_own_marks(
    language: str, mark: str, tables: SnapshotTables
) -> None:
    figure, _ = printed(charts.get("product-dependence"), tables, View(lang=language))
    foot = figure.layout.annotations[-1].text.replace("<br>", " ")
    assert "HS 2603" in foot
    assert mark in foot
    assert (";" in foot) == (language == "ru")


@pytest.mark.parametrize("name", ["settlement-structure", "exchange-rates"])
def test_lines_are_named_at_their_ends_in_place_of_a_legend(
    name: str, tables: SnapshotTables
) -> None:
    _, figure = charts.figure(charts.get(name), tables, View())
    lines = {trace.name for trace in figure.data if "lines" in trace.mode}
    assert figure.layout.showlegend is False
    assert {note.text for note in figure.layout.annotations} == lines


def test_a_line_that_ends_in_a_lone_point_is_named_before_it() -> None:
    figure = blank(View())
    hole = np.nan
    for name, heights in (("early", [1, 2, hole, 9]), ("to the end", [5, 5, 5, 5, hole, 8])):
        points = {"x": np.arange(len(heights)), "y": np.array(heights)}
        figure.add("scatter", **points, name=name, mode="lines", line={"color": "#000000"})
    direct_labels(figure)
    named = {note.text: (note.x, note.y) for note in figure.figure().layout.annotations}
    assert named == {"early": (1, 2), "to the end": (5, 8)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_flows_stand_beside_them(language: str, tables: SnapshotTables) -> None:
    _, figure = charts.figure(charts.get("product-flows"), tables, View(lang=language))
    (sankey,) = figure.data
    beside = {note.text: 1 - note.y for note in figure.layout.annotations}
    assert beside == pytest.approx(dict(zip(sankey.node.label, sankey.node.y, strict=True)))
    right = sorted(note.y for note in figure.layout.annotations if note.x == 1)
    drawn = figure.layout.height - 36
    apart = [(above - below) * drawn for below, above in itertools.pairwise(right)]
    assert min(apart) > 14  # pixels: a line of text


def test_a_fuel_without_months_is_drawn_by_year(tables: SnapshotTables) -> None:
    chart = charts.get("energy-panels")
    data = chart.select(tables, View())
    sizes = data.groupby("fuel")["months"].agg(["size", "max"])
    assert sizes.loc["electricity", "size"] >= 3
    assert sizes.loc["electricity", "max"] == 12
    assert sizes.loc["crude_oil", "size"] > 100
    _, figure = charts.figure(chart, tables, View())
    assert "yearly" in next(
        note.text for note in figure.layout.annotations if "Electricity" in note.text
    )
    for bars in figure.data:
        assert min(bars.width) > 20 * 24 * 3600 * 1000  # most of a month


def test_a_slope_joins_the_years_with_most_in_common() -> None:
    stated = {2010: "ab", 2015: "abc", 2020: "abc", 2024: "cd"}
    names = dict(zip("abcd", ("crude_oil", "coal", "copper", "gold"), strict=True))
    rows = [(year, names[each], 10.0) for year, products in stated.items() for each in products]
    mix = pd.DataFrame(rows, columns=["year", "product", "share"]).assign(
        flow="import", status="published", source="doc", vintage=pd.Timestamp(2025, 1, 1)
    )
    chart = charts.get("mix-slope")
    assert set(chart.select({"sector_mix": mix}, View())["year"]) == {2015, 2020}
    assert set(chart.select({"sector_mix": mix}, View(end="2015-12"))["year"]) == {2010, 2015}
    assert chart.select({"sector_mix": mix}, View(start="2024-01")).empty


@pytest.mark.parametrize("prices", ["nominal", "real"])
def test_a_year_to_date_runs_through_its_months_in_order(
    prices: str, tables: SnapshotTables
) -> None:
    _, figure = charts.figure(charts.get("year-to-date"), tables, View(prices=prices))
    for line in figure.data:
        assert list(line.x) == sorted(set(line.x))
    names = {note.text: (note.x, note.y) for note in figure.layout.annotations}
    assert names == {line.name: (line.x[-1], line.y[-1]) for line in figure.data}


def test_names_of_lines_that_end_near_each_other_keep_apart() -> None:
    drawn = blank(View())
    for name, end, height in (("first", 99, 10), ("second<br>line", 100, 11), ("early", 20, 10)):
        points = {"x": np.array([0, end]), "y": np.array([0.0, height])}
        drawn.add("scatter", **points, name=name, mode="lines", line={"color": "#000000"})
    direct_labels(drawn)
    figure = drawn.figure()
    notes = {note.text: note for note in figure.layout.annotations}
    pixels = {name: note.y / 11 * PLOT_PIXELS + note.yshift for name, note in notes.items()}
    assert pixels["second<br>line"] - pixels["first"] >= 2 * LABEL_PIXELS
    assert notes["early"].yshift == 0
    assert notes["early"].bgcolor == "#FFFFFF"
    assert figure.layout.margin.r >= text_pixels("second")


def test_a_supplier_s_line_breaks_where_its_volume_is_not_stated(tables: SnapshotTables) -> None:
    data, figure = charts.figure(charts.get("crude-supplier-ranks"), tables, View())
    for line in figure.data:
        years = data[data["supplier"] == line.name]["year"]
        assert list(line.x) == list(range(years.min(), years.max() + 1))
        assert [x for x, y in zip(line.x, line.y, strict=True) if pd.notna(y)] == list(years)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_parts_of_a_mix_keep_colours_of_their_own(theme: str) -> None:
    names = ["Crude oil", "Coal, all kinds", "Copper", "Gold", "Aluminium", NOT_STATED, SMALLER]
    colours = part_colours(names, theme)
    assert len({colours[name] for name in names}) == len(names)
    assert colours["Crude oil"] == KEPT_COLOURS[theme]["Crude oil"]


def test_the_newest_document_may_be_dated_by_its_month_alone(tables: SnapshotTables) -> None:
    documents = pd.DataFrame(
        {
            "id": ["day", "month", "none", "year"],
            **dict.fromkeys(["title", "address", "language", "feed"], ""),
            "publisher": "TASS",
            "published": ["2025-02-11", "2025-03", "", "2025"],
            "released": pd.to_datetime(["2025-02-11", "2025-03-31", None, "2025-12-31"]),
        }
    )
    data = pd.DataFrame({"source": ["day month none year"]})
    line = of_data(data, {**tables, "documents": documents}, words("en")).line
    assert line.endswith("; newest dated Mar 2025")


def test_events_have_marks_all_and_lines_that_keep_apart(tables: SnapshotTables) -> None:
    _, figure = charts.figure(charts.get("trade-volume"), tables, View(events="on"))
    (marks,) = [trace for trace in figure.data if trace.name == "Events"]
    drawn = [pd.Timestamp(x) for trace in figure.data[:-1] for x in trace.x]
    within = tables["events"]["date"].between(min(drawn), max(drawn))
    assert len(marks.x) == within.sum()
    lines = sorted(
        pd.Timestamp(line.x0) for line in figure.layout.shapes if line.line.dash == "dot"
    )
    apart = [later - earlier for earlier, later in itertools.pairwise(lines)]
    assert min(apart) >= (max(drawn) - min(drawn)) / 40
    assert 5 <= len(lines) <= 14
    assert lines[0].year < 2023 < lines[-1].year
