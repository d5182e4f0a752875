"""A chart's card: it stands by itself, even when its chart fails."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import orjson
import pandas as pd
import pytest
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from benchmarks.clicks import click, due
from dashboard import charts, drawn, pages
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from dashboard.cards import TABLE_ROWS_SHOWN, _link, card, table_view
from dashboard.drawing import Drawing
from dashboard.shelf import Document, SnapshotTables, documents_of
from dashboard.view import View, narrowed
from dashboard.words import words
from etl.settings import Settings
from etl.store import Store


def as_text(component: object) -> str:
    """A component as the JSON that the browser gets."""
    content: str = to_json_plotly(component)
    return json.dumps(json.loads(content), ensure_ascii=False)


def _fail(data: pd.DataFrame, view: View) -> Drawing:
    raise ValueError("no such colour")


def test_a_chart_that_fails_says_so_in_its_own_card_and_the_page_stands(
    real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(charts.get("trade-balance"), draw=_fail)
    monkeypatch.setitem(charts.discover(), broken.id, broken)
    client = create_app(Store(real.store)).server.test_client()
    reply = client.post(CALLBACK, json=click("/volumes", "?from=2018-03"))
    shown = {each: client.get(each).get_json() for each in due(reply.get_json())}
    cards = {each["props"]["id"]: json.dumps(each, ensure_ascii=False) for each in shown.values()}
    page = pages.find("/volumes")
    assert page
    assert set(cards) == {name for name in page.charts if "from" in charts.get(name).controls}
    assert "could not be drawn (ValueError: no such colour)" in cards.pop(broken.id)
    for card_of_another in cards.values():
        assert '"type": "Graph"' in card_of_another
        assert "Not drawn" not in card_of_another


def test_what_fails_beside_the_charts_says_so_and_the_charts_stand(
    tables: SnapshotTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    overview = pages.find("/")
    assert overview
    told = as_text(drawn.besides(replace(overview, besides=_fail), tables, View(lang="zh")))
    assert "此处未能绘出（ValueError: no such colour）" in told


@pytest.mark.parametrize("name", charts.discover())
def test_a_card_says_what_whose_and_from_where(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    text = as_text(card(chart, tables, View()).to_plotly_json()["props"]["children"][0])
    assert chart.title in text
    assert chart.subtitle(View()) in text
    assert f"/charts/{name}.xlsx" in text


@pytest.mark.parametrize("name", charts.discover())
def test_a_card_is_written_as_plotly_would_write_it(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    view = narrowed(View(start="2015-04"), {*chart.controls})
    written = json.loads(orjson.dumps(drawn.card_alone(chart, tables, view, "")))
    plotly_s = json.loads(to_json_plotly(card(chart, tables, view)))
    assert _by_day(written) == _by_day(plotly_s)


def _by_day(part: Any) -> Any:
    """A card with its times as days: encoders write more or fewer zeros behind them."""
    if isinstance(part, dict):
        return {name: _by_day(each) for name, each in part.items()}
    if isinstance(part, list):
        return [_by_day(each) for each in part]
    return re.sub(r"(T00:00:00)?(\.0+)?$", "", part) if isinstance(part, str) else part


@pytest.mark.parametrize("name", charts.discover())
def test_a_chart_can_be_read_as_a_table(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    head = cells(table_view(chart, tables, View()))[0]
    data = chart.select(tables, View()).drop(columns=["source", "vintage"], errors="ignore")
    assert head[: len(data.columns)] == [words("en")(column) for column in data.columns]


def cells(shown: Component) -> list[list[str]]:
    """The rows of a table as it is sent, its head first; links as they are written."""
    text = shown.children[-1].children.children
    lines = [line for line in text.splitlines() if not line.startswith("| ---")]
    return [[unescape(cell) for cell in line[2:-2].split(" | ")] for line in lines]


def test_a_table_has_the_newest_first_and_says_where_the_rest_is(tables: SnapshotTables) -> None:
    chart, view = charts.get("exchange-rates"), View(lang="ru", start="1990-01")
    held = len(chart.select(tables, view))
    shown = table_view(chart, tables, view)
    months = [row[2] for row in cells(shown)[1:]]
    assert months == sorted(months, reverse=True)
    assert len(months) == TABLE_ROWS_SHOWN < held
    assert f"Новейшие 500 строк из {held}" in as_text(shown)
    assert "/charts/exchange-rates.csv?from=1990-01&lang=ru" in as_text(shown)
    stacked = table_view(charts.get("trade-volume"), tables, View())
    months = [row[0] for row in cells(stacked)[1:]]
    assert months == sorted(months, reverse=True)
    assert "rows; all of them" not in as_text(stacked)


def test_a_row_of_a_table_leads_to_its_documents(tables: SnapshotTables) -> None:
    chart = charts.get("trade-volume")
    first = cells(table_view(chart, tables, View()))[1]
    data = chart.select(tables, View())
    newest = data[data["period"] == data["period"].max()].iloc[0]
    documents = [documents_of(tables)[each] for each in newest["source"].split()]
    assert first[-1].count("](<") == len(documents)
    for each in documents:
        assert f'{each.published}](<{each.address}> "{each.title}")' in first[-1]


def test_a_document_s_words_and_address_mean_only_themselves() -> None:
    title, address = 'a | "b" <i> [c](d) *e* `f`', "https://example.org/a b|c(d)>?e=%20"
    odd = Document("odd", "TASS", title, address, "en", "2024", pd.NaT, "bundled")
    link = _link(odd, words("en"))
    assert unescape(link) == f'[TASS, 2024](<https://example.org/a%20b%7Cc(d)%3E?e=%20> "{title}")'
    assert re.findall(r"[*`|_]|<(?!https)|&(?!#)", link) == []


def test_a_year_is_no_fraction_where_another_row_has_none(tables: SnapshotTables) -> None:
    rows = cells(table_view(charts.get("product-dependence"), tables, View()))
    assert {row[2] for row in rows[1:]} <= {"–", *map(str, range(2000, 2030))}


def test_a_table_of_what_has_no_meaning_says_why(tables: SnapshotTables) -> None:
    view = View(prices="real", cur="cny")
    assert "given in US dollars" in as_text(table_view(charts.get("trade-volume"), tables, view))
