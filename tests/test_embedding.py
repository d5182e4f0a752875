"""Charts in other sites' frames: whole, in a narrow column and on a phone, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, Page, expect

from dashboard import charts, pages, plotly_file
from dashboard.words import LANGUAGES, words
from tests.conftest import await_drawn

COLUMN, PHONE = 700, 360
BEYOND_THE_EDGE = """
() => [...document.querySelectorAll('h1, p, a, img, text:not(.node-label)')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && !each.closest('.unseen') && (box.left < -1 || box.right > innerWidth + 1);
}).map(each => each.textContent.slice(0, 60))
"""
SCROLLS = "() => document.documentElement.scrollHeight - innerHeight"
COVERED = """
() => document.querySelector('footer').getBoundingClientRect().top
  < document.querySelector('.main-svg').getBoundingClientRect().bottom
"""


@pytest.fixture
def framed(browser: Browser) -> Iterator[Page]:
    """A page as small as another site's frame."""
    page = browser.new_page()
    yield page
    page.close()


def test_it_carries_its_title_and_needs_no_other_host(client: FlaskClient) -> None:
    page = client.get("/embed/trade-volume?freq=year").text
    assert html.fromstring(page).findtext(".//h1") == "China’s trade with Russia"
    assert f'src="{plotly_file.ADDRESS.partition("?")[0]}"' in page
    assert "cdn." not in page.split("<script")[0]
    assert page == client.get("/embed/trade-volume?freq=year").text


@pytest.mark.parametrize("name", charts.discover())
def test_its_links_lead_to_its_data_and_to_its_page(client: FlaskClient, name: str) -> None:
    page = html.fromstring(client.get(f"/embed/{name}?lang=ru&theme=dark").text)
    data, home = (urlsplit(link.get("href")) for link in page.xpath("//a"))
    assert (data.path, data.query) == (f"/charts/{name}.csv", "lang=ru&theme=dark")
    assert (home.query, home.fragment) == ("lang=ru&theme=dark", name)
    assert name in pages.find(home.path).charts


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_past_the_edge_of_a_phone(framed: Page, address: str, language: str) -> None:
    framed.set_viewport_size({"width": PHONE, "height": 600})
    for chart in charts.discover().values():
        framed.goto(f"{address}/embed/{chart.id}?lang={language}")
        framed.wait_for_selector(".main-svg")
        assert framed.evaluate(BEYOND_THE_EDGE) == [], chart.id
        assert not framed.evaluate(COVERED), chart.id
        expect(framed.locator("h1")).to_have_text(words(language)(chart.title))


@pytest.mark.browser
def test_the_frame_of_the_copied_code_is_high_enough(
    framed: Page, page: Page, address: str
) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append(dialog.default_value), dialog.dismiss()))
    for shown in pages.discover():
        if not shown.charts:
            continue
        page.goto(f"{address}{shown.path}")
        await_drawn(page)
        for name in shown.charts:
            page.locator(f"#{name} .menu-button").click()
            with page.expect_event("dialog"):
                page.locator(f"#{name}").get_by_text("Copy the code to embed it").click()
            frame = html.fromstring(told[-1])
            framed.set_viewport_size({"width": COLUMN, "height": int(frame.get("height"))})
            framed.goto(frame.get("src"))
            framed.wait_for_selector(".main-svg")
            assert framed.evaluate(SCROLLS) <= 0, name
            assert not framed.evaluate(COVERED), name
