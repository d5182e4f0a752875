"""A chart's card: it stands by itself, even when its chart fails."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from plotly.io.json import to_json_plotly

from benchmarks.clicks import click, due
from dashboard import charts, drawn, pages
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from dashboard.cards import card, table_view
from dashboard.drawing import Drawing
from dashboard.shelf import SnapshotTables
from dashboard.view import View
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
def test_a_chart_can_be_read_as_a_table(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    shown = as_text(table_view(chart, tables, View()))
    data = chart.select(tables, View()).drop(columns=["source", "vintage"], errors="ignore")
    for column in data.columns:
        assert column in shown


def test_a_table_of_what_has_no_meaning_says_why(tables: SnapshotTables) -> None:
    view = View(prices="real", cur="cny")
    assert "given in US dollars" in as_text(table_view(charts.get("trade-volume"), tables, view))
