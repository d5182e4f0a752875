"""What people see: a real Chromium on a real server."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Page, expect

from dashboard import pages

pytestmark = pytest.mark.browser

PAGES = {page.path: page for page in pages.discover()}
DRAWN_POINTS = """
id => {
  const plot = document.querySelector(`#${id} .js-plotly-plot`);
  return plot && plot._fullData ? plot._fullData.flatMap(t => Array.from(
    t.y || t.values || (t.link || {}).value || [])).length : 0;
}
"""


def await_charts(page: Page, path: str) -> None:
    """Wait until each chart of the page at `path` has drawn data."""
    page_of = PAGES[path]
    sides = [f"trade-volume-{side}" for side in ("left", "right")]
    for chart in page_of.charts or sides:
        page.wait_for_function(f"id => ({DRAWN_POINTS})(id) > 0", arg=chart)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_and_draws_each_chart_with_data(page: Page, address: str, path: str) -> None:
    assert requests.get(address + path, timeout=10).status_code == 200
    page.goto(address + path)
    await_charts(page, path)
    expect(page.locator("h1")).to_have_text(PAGES[path].title)
    expect(page.locator(".nav-link.here")).to_have_text(PAGES[path].name)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(address + path)
    await_charts(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_filter_goes_into_the_address_and_a_reload_shows_the_same(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/volumes")
    await_charts(page, "/volumes")
    page.get_by_text("Yearly", exact=True).click()
    expect(page).to_have_url(f"{address}/volumes?freq=year")
    expect(page.locator("#trade-volume")).to_contain_text("yearly")
    few = f"id => {{ const points = ({DRAWN_POINTS})(id); return 0 < points && points < 80; }}"
    page.wait_for_function(few, arg="trade-volume")
    drawn = page.evaluate(DRAWN_POINTS, "trade-volume")
    page.reload()
    await_charts(page, "/volumes")
    expect(page.locator("#trade-volume")).to_contain_text("yearly")
    assert page.evaluate(DRAWN_POINTS, "trade-volume") == drawn
    expect(page.locator('input[value="year"]')).to_be_checked()


def test_back_returns_to_the_view_before_and_forward_to_the_one_after(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/volumes")
    await_charts(page, "/volumes")
    page.get_by_text("Quarterly", exact=True).click()
    expect(page.locator("#trade-volume")).to_contain_text("quarterly")
    page.go_back()
    expect(page.locator("#trade-volume")).to_contain_text("monthly")
    expect(page.locator('input[value="month"]')).to_be_checked()
    page.go_forward()
    expect(page).to_have_url(f"{address}/volumes?freq=quarter")
    expect(page.locator("#trade-volume")).to_contain_text("quarterly")
    expect(page.locator('input[value="quarter"]')).to_be_checked()
    page.get_by_role("link", name="Sectors").click()
    expect(page.locator("h1")).to_have_text(PAGES["/sectors"].title)
    page.go_back()
    expect(page.locator("h1")).to_have_text(PAGES["/volumes"].title)
    page.go_forward()
    expect(page.locator("h1")).to_have_text(PAGES["/sectors"].title)


def test_a_pasted_address_shows_its_view_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/energy?fuel=coal&freq=year&theme=dark")
    await_charts(page, "/energy")
    expect(page.locator("#energy-volume")).to_contain_text("Coal from Russia to China")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_the_view_goes_along_to_another_page(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?flow=export")
    await_charts(page, "/volumes")
    page.get_by_role("link", name="Sectors").click()
    expect(page).to_have_url(f"{address}/sectors?flow=export")
    await_charts(page, "/sectors")
    expect(page.locator("#sector-mix")).to_contain_text("exports to Russia")


def test_the_theme_switch_redraws_in_the_dark(page: Page, address: str) -> None:
    page.goto(address)
    await_charts(page, "/")
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.wait_for_function(
        "() => document.querySelector('#trade-by-year .js-plotly-plot')"
        "?._fullLayout?.paper_bgcolor === '#1B1E25'"
    )


def test_a_broken_parameter_is_told_and_the_page_stands(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?freq=hourly")
    await_charts(page, "/volumes")
    expect(page.locator(".note")).to_contain_text("'hourly' is not a value of 'freq'")


def test_a_period_without_data_says_what_is_missing(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?from=2029-01")
    expect(page.locator("#trade-volume")).to_contain_text("No figures in this period")


def test_the_menu_gives_image_data_and_table(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?freq=year")
    await_charts(page, "/volumes")
    for label, name, start in (
        ("Data, CSV", "trade-volume.csv", b"period,months,value"),
        ("Image, PNG", "trade-volume.png", b"\x89PNG"),
    ):
        page.locator("#trade-volume .menu-button").click()
        with page.expect_download() as download:
            page.locator("#trade-volume").get_by_text(label).click()
        assert download.value.suggested_filename == name
        with open(download.value.path(), "rb") as handle:  # noqa: PTH123 -- playwright's own file
            assert handle.read(40).startswith(start)
    page.locator("#trade-volume .menu-button").click()
    page.locator("#trade-volume").get_by_text("Show as a table").click()
    expect(page.get_by_role("dialog")).to_contain_text("billion US dollars")
    newest = page.get_by_role("dialog").locator("tbody tr").first
    expect(newest).to_contain_text("2025")
    expect(newest.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))


def test_every_chart_lists_the_documents_it_was_read_in(page: Page, address: str) -> None:
    page.goto(address)
    await_charts(page, "/")
    card = page.locator("#trade-by-year")
    expect(card).to_contain_text(re.compile(r"Read in \d+ public documents"))
    card.locator(".details summary").click()
    links = card.locator("ol a")
    assert links.count() >= 10
    assert str(links.first.get_attribute("href")).startswith("http")


def test_the_script_of_the_grids_is_fetched_by_the_page_that_has_them(
    page: Page, address: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    await_charts(page, "/")
    assert [url for url in asked if "dash_ag_grid" in url or "dash_table" in url] == []
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator(".ag-row .ag-cell").first).to_be_visible()
    assert len([url for url in asked if "/dash_ag_grid." in url]) == 1


def test_a_chart_is_shown_before_the_next_is_drawn(page: Page, address: str) -> None:
    page.add_init_script(
        """
        window.order = [];
        new MutationObserver(() => document.querySelectorAll(".js-plotly-plot").forEach((plot) => {
          const name = plot.closest(".card").id;
          if (plot.querySelector(".trace") && !window.order.includes(name)) window.order.push(name);
          const pending = document.querySelectorAll(".dash-graph--pending").length;
          if (window.order.length === 1 && window.pending === undefined) window.pending = pending;
        })).observe(document, {childList: true, subtree: true});
        """
    )
    page.goto(f"{address}/volumes")
    await_charts(page, "/volumes")
    charts = PAGES["/volumes"].charts
    assert page.evaluate("window.order.slice(0, 2)") == list(charts[:2])
    assert page.evaluate("window.pending") >= len(charts) - 1


def test_an_unknown_page_leads_back(page: Page, address: str) -> None:
    page.goto(f"{address}/nowhere")
    expect(page.locator("h1")).to_have_text("No such page")
    page.locator("main").get_by_role("link", name="Overview").click()
    await_charts(page, "/")


def test_unknown_names_are_answered_with_404(address: str) -> None:
    for path in ("/charts/pie.csv", "/charts/pie.png", "/tables/pie.csv"):
        answer = requests.get(address + path, timeout=10)
        assert answer.status_code == 404
        assert "There is no" in answer.text
