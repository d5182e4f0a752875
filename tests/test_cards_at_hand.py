"""A change of the filters: what was drawn before comes at once, each other card by itself."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect

from benchmarks.clicks import click, due
from dashboard import cards
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from dashboard.charts._history import history
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.settings import Settings
from etl.store import Store
from tests.conftest import await_drawn

MOVED = "?from=2013-07"
"""Months that no other test asks for."""
FIRST_MONTH = """
month => document.querySelector('#energy-volume .js-plotly-plot')?.data?.[0].x[0].startsWith(month)
"""


@pytest.fixture(scope="module")
def client(real: Settings) -> FlaskClient:
    return create_app(Store(real.store)).server.test_client()


def choose(page: Page, search: str) -> None:
    """Go to another view of the page, as a control does."""
    page.evaluate("search => dash_clientside.set_props('url', {search})", search)


def answer_first(page: Page, address: str, answer: Callable[[Route], None]) -> list[Route]:
    """Answer the first request of an address so, leave later ones to the server; all of them."""
    tries: list[Route] = []

    def handle(route: Route) -> None:
        tries.append(route)
        (answer if len(tries) == 1 else Route.continue_)(route)

    page.route(address, handle)
    return tries


def hold(page: Page, address: str) -> list[Route]:
    """Leave requests of an address without an answer; those that have come."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))
    return held


def test_new_months_are_answered_with_where_each_card_is_and_then_with_the_cards(
    client: FlaskClient,
) -> None:
    body = click("/energy", MOVED)
    asked = due(client.post(CALLBACK, json=body).get_json())
    assert asked[:2] == [f"/cards/energy/{place}{MOVED}" for place in (0, 1)]
    came = [client.get(each) for each in asked]
    assert [each.status_code for each in came] == [200] * len(asked)
    again = client.post(CALLBACK, json=body).get_json()
    assert due(again) == []
    told = again["response"]["due"]["data"]["changed"]
    assert told[0] == {"address": asked[0], "card": came[0].get_json()}
    assert told[-1] == {"address": "/cards/energy/4"}  # suppliers by year answer to no month


@pytest.mark.parametrize("address", ["/cards/energy/9", "/cards/nowhere/0"])
def test_a_card_that_no_page_has_is_not_found(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert (reply.status_code, reply.get_json()["error"]) == (404, "not-found")


def test_a_card_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/cards/0")
    again = client.get("/cards/0", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_card_that_failed_is_kept_by_no_browser(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("for now")

    with monkeypatch.context() as failing:
        failing.setattr(cards, "card", fail)
        failed = client.get("/cards/energy/0?from=2012-07")
    assert "could not be drawn (ValueError: for now)" in failed.text
    assert (failed.status_code, failed.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in failed.headers
    assert "could not be drawn" not in client.get("/cards/energy/0?from=2012-07").text


def test_a_page_takes_up_new_months_card_by_card(page: Page, address: str) -> None:
    page.goto(f"{address}/energy")
    await_drawn(page)
    choose(page, "?from=2019-07")
    page.wait_for_function(FIRST_MONTH, arg="2019-0")
    expect(page.locator("#crude-price")).to_contain_text("2019")


def test_a_card_that_comes_late_does_not_replace_what_was_chosen_since(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/energy")
    await_drawn(page)
    held = hold(page, "**/cards/energy/0?from=2016-07")
    choose(page, "?from=2016-07")
    while not held:
        page.wait_for_timeout(10)
    choose(page, "?freq=year")
    expect(page.locator("#energy-volume")).to_contain_text("yearly")
    with page.expect_response("**/cards/energy/0?from=2016-07"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#energy-volume")).to_contain_text("yearly")


@pytest.mark.parametrize(("lost", "year"), [("refused", 2017), ("cut", 2015)])
def test_a_card_is_fetched_again_until_it_has_come_whole(
    page: Page, address: str, lost: str, year: int
) -> None:
    page.goto(f"{address}/energy")
    await_drawn(page)

    def lose(route: Route) -> None:
        if lost == "cut":
            route.fulfill(body='{"props": {')
        else:
            route.abort()

    tries = answer_first(page, f"**/cards/energy/0?from={year}-07", lose)
    choose(page, f"?from={year}-07")
    page.wait_for_function(FIRST_MONTH, arg=f"{year}-0")
    assert len(tries) == 2
    page.errors.clear()  # type: ignore[attr-defined] # the browser notes the lost request itself


def test_a_card_that_is_on_its_way_shows_that_what_stands_there_is_out_of_date(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/energy")
    await_drawn(page)
    held = hold(page, "**/cards/energy/0?from=2014-07")
    choose(page, "?from=2014-07")
    place = page.locator(".place").first
    expect(place).to_have_attribute("aria-busy", "true")
    expect(place).to_have_css("opacity", "0.45")
    held[0].continue_()
    page.wait_for_function(FIRST_MONTH, arg="2014-0")
    expect(place).to_have_attribute("aria-busy", "false")


def test_a_card_that_is_refused_is_told_once_and_asked_for_again_only_by_a_choice(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/energy?lang=ru")
    await_drawn(page)
    page.clock.install()
    tries: list[Route] = []

    def refuse(route: Route) -> None:
        tries.append(route)
        route.fulfill(status=414, json={"error": "invalid", "message": "Too <long>."})

    page.route("**/cards/energy/0?from=2012-03**", refuse)
    choose(page, "?lang=ru&from=2012-03")
    place = page.locator(".place").first
    expect(place).to_contain_text("Сервер отказывает в этом графике (Too <long>.)")
    expect(place).to_have_attribute("aria-busy", "false")
    page.clock.fast_forward(30_000)
    assert len(tries) == 1
    page.unroute("**/cards/energy/0?from=2012-03**")
    choose(page, "?lang=ru&from=2012-03&events=on")
    page.wait_for_function(FIRST_MONTH, arg="2012-0")
    page.errors.clear()  # type: ignore[attr-defined] # the browser notes the refusal itself


def test_a_server_that_says_when_to_ask_again_is_not_asked_before(page: Page, address: str) -> None:
    page.goto(f"{address}/energy")
    await_drawn(page)
    page.clock.install()
    later = lambda route: route.fulfill(status=429, headers={"Retry-After": "40"})  # noqa: E731
    tries = answer_first(page, "**/cards/energy/0?from=2011-02", later)
    with page.expect_response("**/cards/energy/0?from=2011-02"):
        choose(page, "?from=2011-02")
    page.wait_for_timeout(200)
    page.clock.fast_forward(20_000)
    assert len(tries) == 1
    page.clock.fast_forward(21_000)
    page.wait_for_function(FIRST_MONTH, arg="2011-0")
    page.errors.clear()  # type: ignore[attr-defined] # the browser notes the refusal itself


def test_a_history_is_made_once_whatever_the_months_and_may_be_changed(
    tables: SnapshotTables,
) -> None:
    asked: list[View] = []

    @history
    def ones(tables: SnapshotTables, view: View, name: str) -> pd.DataFrame:
        asked.append(view)
        return pd.DataFrame({name: [1.0, 1.0]})

    first = ones(tables, View(start="2019-01"), "a")
    first["a"] = 2.0
    assert ones(tables, View(end="2021-12"), "a")["a"].to_list() == [1.0, 1.0]
    assert asked == [View()]
    ones(tables, View(freq="year"), "a")
    ones(tables, View(), "b")
    assert len(asked) == 3
