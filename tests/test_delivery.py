"""What reaches the browser: compressed, kept where it may be, drawn once and no differently."""

from __future__ import annotations

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl

import brotli
import pytest
from flask.testing import FlaskClient

from benchmarks.clicks import click
from dashboard import charts, delivery, drawn, pages, plotly_file
from dashboard.bodies import CALLBACK
from dashboard.charts import Chart
from dashboard.shelf import SnapshotTables, rows_of
from dashboard.view import PARAMETERS, View, exact, narrowed, one_choice_from, query, value_of
from tests.test_cards import as_text


def test_every_script_of_a_page_is_compressed_and_kept_by_the_browser(client: FlaskClient) -> None:
    index = client.get("/").text
    scripts = re.findall(r'<script src="([^"]+)"', index)
    assert len(scripts) > 10
    for address in scripts:
        with client.get(address, headers={"Accept-Encoding": "br"}) as small:
            assert small.headers["Content-Encoding"] == "br"
            assert small.cache_control.max_age == 31_536_000
            with client.get(address) as plain:
                assert brotli.decompress(small.data) == plain.data


def test_a_version_that_an_asker_makes_up_is_neither_compressed_again_nor_kept_for_good(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: set[str] = set()
    monkeypatch.setattr(delivery._Scripts, "set", lambda self, key, text: named.add(key))
    index = client.get("/").text
    named.clear()
    style = re.search(r"/assets/style.css[?]m=[^\"]+", index)
    renderer = re.search(r"/_dash-component-suites/dash/dash-renderer/[^\"]+", index)
    assert style
    assert renderer
    others = [f"/assets/style.css?m={number}" for number in range(3)]
    others += [re.sub("[.]v[^.]+", f".v1m{number}", renderer[0]) for number in range(3)]
    for address in (style[0], "/assets/./style.css", renderer[0], *others):
        with client.get(address, headers={"Accept-Encoding": "br"}) as answer:
            assert answer.status_code == 200
            if "/assets/" in address:
                assert bool(answer.cache_control.immutable) == (address == style[0])
    assert len(named) == 2


def test_threads_may_share_the_compressed_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "KEPT_BYTES", 40)
    scripts = delivery._Scripts()

    def ask(number: int) -> None:
        for turn in range(2_000):
            key = f"/assets/{(number + turn) % 20}"
            if not scripts.get(key):
                scripts.set(key, b"script")

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(ask, range(8)))
    finally:
        sys.setswitchinterval(before)


def test_what_a_page_will_want_is_asked_for_from_the_start(client: FlaskClient) -> None:
    addresses = re.findall(r'rel="preload"[^>]* href="([^"]+)"', client.get("/").text)
    assert {"/_dash-layout", "/_dash-dependencies"} < {*addresses}
    for address in addresses:
        assert client.get(address).status_code == 200


def test_plotly_comes_compressed(client: FlaskClient) -> None:
    address = re.search(r'id="plotly" src="([^"]+)"', client.get("/").text)
    assert address
    with client.get(address[1], headers={"Accept-Encoding": "br"}) as script:
        assert brotli.decompress(script.data) == plotly_file.FILE.read_bytes()


def test_the_own_plotly_is_of_the_same_version_and_draws_every_kind_of_trace(
    tables: SnapshotTables,
) -> None:
    folder = Path(plotly_file.__file__).parent / "plotly"
    version = json.loads((folder / "package.json").read_text())["dependencies"]["plotly.js"]
    assert f"plotly.js v{version}\n" in plotly_file.WHOLE.read_text(encoding="utf-8")[:100]
    held = re.findall(r"plotly.js/lib/(\w+)", (folder / "plotly.js").read_text())
    figures = [charts.figure(chart, tables, View())[1] for chart in charts.discover().values()]
    used = {trace.type for figure in figures for trace in figure.data}
    assert used == {*held, "scatter"} - {"core"}


def test_a_page_that_changes_is_compressed_but_never_from_memory(client: FlaskClient) -> None:
    for search in ("?freq=year", "?freq=quarter"):
        body = click("/volumes", search)
        reply = client.post(CALLBACK, json=body, headers={"Accept-Encoding": "br"})
        assert brotli.decompress(reply.data) == client.post(CALLBACK, json=body).data


FIRST, LAST = ["2019-01", "2024-01"], ["2022-12", "2025-12"]
TYPED = {
    **dict.fromkeys(("from", "from2"), FIRST),
    **dict.fromkeys(("to", "to2"), LAST),
    **{name: ["trade-balance"] for name in ("left", "right")},
    "product": ["crude_oil"],
}
"""Values of each parameter that is no choice among a few."""
OF_NO_CHART = {"asof", "lang", "theme"}
"""They choose the tables and the look of all."""


def values(name: str) -> list[str]:
    """What a reader may choose of a parameter besides what stands there at first."""
    parameter = PARAMETERS[name]
    known = [*parameter.choices, *TYPED.get(name, [])]
    return [value for value in known if value != parameter.default]


@pytest.mark.parametrize("name", charts.discover())
def test_a_chart_answers_to_each_control_that_it_names(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    usual = charts.figure(chart, tables, View())[1]
    for control in chart.controls:
        views = [exact({control: value}) for value in values(control)]
        assert any(charts.figure(chart, tables, view)[1] != usual for view in views), control


@pytest.mark.parametrize("name", charts.discover())
def test_a_chart_answers_to_no_other_control(name: str, tables: SnapshotTables) -> None:
    chart = charts.get(name)
    others = {each: values(each) for each in {*PARAMETERS} - {*chart.controls} - OF_NO_CHART}
    named = narrowed(View(freq="year", show="growth", flow="export", cur="cny"), {*chart.controls})
    for view in (View(), named):
        usual = charts.figure(chart, tables, view)[1]
        for turn in range(max(map(len, others.values()))):
            besides = {each: known[turn % len(known)] for each, known in others.items()}
            changed = exact(parameters(view) | besides)
            assert charts.figure(chart, tables, changed)[1] == usual


def parameters(view: View) -> dict[str, str]:
    """What the address of a view says."""
    return dict(parse_qsl(query(view).removeprefix("?")))


def test_a_card_is_drawn_once_whatever_it_does_not_answer_to(
    tables: SnapshotTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart, view = charts.get("trade-balance"), View(start="2018-01", freq="year")
    first = as_text(drawn.card(chart, tables, view, ""))
    asked: list[Chart] = []
    monkeypatch.setattr(drawn.cards, "card", lambda chart, *_: asked.append(chart))
    unconcerned = View(start="2018-01", freq="year", fuel="coal")
    assert as_text(drawn.card(chart, tables, unconcerned, "")) == first
    assert asked == []


def test_a_single_choice_on_a_page_is_drawn_ahead() -> None:
    page = pages.find("/volumes")
    assert page is not None
    foreseen = {
        value_of(each, "freq")
        for chart, view in page.cards(View())
        for each in one_choice_from(view, chart.controls)
    }
    assert foreseen == set(PARAMETERS["freq"].choices)


def test_rows_come_the_same_from_disk_and_from_memory(tables: SnapshotTables) -> None:
    wanted = {"statistic": ("GACC", "FCS"), "product": "TOTAL", "flow": "import"}
    asked = rows_of(tables, "series_monthly", **wanted)
    held = rows_of(dict(tables), "series_monthly", **wanted)
    assert len(asked) > 100
    assert asked.reset_index(drop=True).equals(held.reset_index(drop=True))
