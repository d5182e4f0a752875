"""What a page shows before its scripts have run: the same as afterwards, in the same place."""

from __future__ import annotations

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect

from dashboard import first_sight
from etl.settings import Settings
from tests.publishers import Answer, publishing
from tests.serving import serving

PLACES = """
root => [...document.querySelectorAll(`${root} :is(h1, .filters, .tiles, h2, .main-svg)`)]
  .slice(0, 5).map((each) => JSON.stringify(each.getBoundingClientRect()))
"""
PLOTLY = re.compile(r"/plotly\.min\.js")
STYLED = "() => [...document.styleSheets].some((each) => /style[.]css/.test(each.href))"
TAKEN_OVER = """
() => !document.getElementById("first-sight") && document.querySelector(".main-svg .trace")
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of first sights, empty."""
    monkeypatch.setenv("AMUR_CACHE", str(tmp_path))
    first_sight.folder().mkdir()
    return first_sight.folder()


def name_in(index: str) -> str:
    """The name of a page's first sight."""
    return index.partition('name="first-sight" content="')[2].partition('"')[0]


def test_the_oldest_first_sights_make_room(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_sight, "KEPT", 2)
    (kept / ".lock").touch()
    for age, name in enumerate(("newest", "second", "third", "oldest")):
        (kept / f"{name}.html").touch()
        os.utime(kept / f"{name}.html", (1_000_000 - age, 1_000_000 - age))
    first_sight._forget_the_oldest()
    assert {path.name for path in kept.iterdir()} == {".lock", "newest.html", "second.html"}


def test_a_usual_page_carries_its_first_sight_once_there_is_one(
    client: FlaskClient, kept: Path
) -> None:
    before = client.get("/volumes?lang=ru").text
    assert 'id="first-sight"' not in before
    (kept / f"{name_in(before)}.html").write_text("<p>Торговля</p>", encoding="utf-8")
    after = client.get("/volumes?lang=ru").text
    assert '<div id="first-sight" inert aria-hidden="true"><p>Торговля</p></div>' in after
    assert name_in(after) == name_in(before)


def test_pages_views_languages_and_themes_have_each_their_own(
    client: FlaskClient, kept: Path
) -> None:
    addresses = ["/", "/volumes", "/?lang=ru", "/?theme=dark", "/?lang=ru&theme=dark"]
    assert len({name_in(client.get(address).text) for address in addresses}) == len(addresses)
    assert name_in(client.get("/?freq=year").text) == ""
    assert name_in(client.get("/nowhere").text) == ""


def test_language_and_theme_are_said_from_the_first_byte(client: FlaskClient) -> None:
    spoken = '<html lang="zh" data-mantine-color-scheme="dark">'
    assert spoken in client.get("/?lang=zh&theme=dark").text


def draw_missing(address: str) -> None:
    """In a thread of its own, as a server does: in this one runs the test browser's event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(first_sight.draw_missing, address).result()


def test_no_server_and_no_browser_are_no_trouble(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_missing("http://127.0.0.1:9")
    monkeypatch.setattr(first_sight, "_missing", lambda address: [("", "")])
    monkeypatch.setenv("BROWSER_PATH", "")
    monkeypatch.setenv("PATH", "")
    draw_missing("http://127.0.0.1:9")
    assert list(kept.glob("*.html")) == []


def test_pages_are_asked_without_a_proxy_and_a_refusal_is_told(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with publishing() as server:
        server.pages["/"] = Answer(first_sight.NAMED.format("one").encode())
        assert (f"{server.address}/", "one") in list(first_sight._missing(server.address))
    assert "answers 404. AMUR_HOSTS" in caplog.text


class Stub:
    """A browser, its process and its tab in one; it fails at, or dies of, the page /bad."""

    def __init__(self, dies: bool) -> None:
        self.dies, self.dead, self.seen = dies, False, []
        self.subprocess = self

    async def __aenter__(self) -> Stub:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    def poll(self) -> int | None:
        return 1 if self.dead else None

    async def create_tab(self, url: str) -> Stub:
        return self

    async def send_command(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        if command == "Page.navigate":
            self.seen.append(params["url"])
        elif command == "Runtime.evaluate" and self.seen[-1] == "/bad":
            self.dead = self.dies
            if self.dies:
                raise asyncio.CancelledError
            return {"error": {"message": "no such context"}}
        return {"result": {"result": {"value": "<p>still</p>"}}}


@pytest.mark.parametrize("dies", [False, True])
def test_a_page_that_fails_ends_the_drawing_only_with_its_browser(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, dies: bool
) -> None:
    browser = Stub(dies)
    monkeypatch.setattr(first_sight.choreographer, "Browser", lambda path: browser)
    monkeypatch.setattr(first_sight, "find_browser", lambda: "")
    wanted = [("/bad", "bad"), ("/good", "good")]
    monkeypatch.setattr(first_sight, "_missing", lambda address: wanted)
    draw_missing("")
    drawn = [] if dies else ["good"]
    assert [file.stem for file in kept.glob("*.html")] == drawn
    assert browser.seen == ["/bad", *(f"/{name}" for name in drawn)]
    assert ("The browser ended" if dies else "no such context") in caplog.text


@pytest.mark.browser
def test_nothing_moves_when_the_live_page_takes_over(
    real: Settings, kept: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = first_sight._missing
    monkeypatch.setattr(first_sight, "_missing", lambda address: islice(missing(address), 1))
    with serving(real, AMUR_CACHE=str(kept.parent)) as address:
        draw_missing(address)
        held: list[Route] = []
        page.route(PLOTLY, lambda route: held.append(route))
        for form, width in (("wide", 1400), ("narrow", 390)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address, wait_until="commit")
            page.wait_for_selector(f"#first-sight .{form} .main-svg .trace")
            page.wait_for_function(STYLED)
            still = page.evaluate(PLACES, f"#first-sight .{form}")
            held.pop().continue_()
            page.wait_for_function(TAKEN_OVER)
            assert still == page.evaluate(PLACES, "#react-entry-point")
        page.unroute(PLOTLY)
        page.route(PLOTLY, lambda route: route.abort())
        page.clock.install()
        page.goto(address)
        page.wait_for_selector("#frame")
        page.clock.fast_forward(11_000)
        expect(page.locator("#first-sight")).to_have_count(0)
        page.errors.clear()  # type: ignore[attr-defined] # the browser notes the lost script
