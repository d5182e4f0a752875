"""What an open page does: says where a point is from, takes up new data, outlives a lost server."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard import pages
from dashboard.layout import WATCH_SECONDS
from dashboard.words import LANGUAGES, words
from etl.refresh import Wish, refresh
from etl.settings import Settings
from tests.conftest import await_drawn
from tests.serving import serving

pytestmark = pytest.mark.browser

PAGES = [page.path for page in pages.discover()]
PAUSE = 1000 * (WATCH_SECONDS + 1)
"""Longer than an open page waits before it asks for news, in milliseconds."""
CLICKED = {"trade-heatmap": ".heatmaplayer image", "product-flows": ".sankey-link >> nth=0"}
"""What is clicked of a chart whose points are no points."""
CLICK_THE_LAST_POINT = """
id => {
  const plot = document.querySelector(`#${id} .js-plotly-plot`);
  const trace = plot.data.length - 1;
  const point = plot.data[trace].customdata.length - 1;
  plot.emit('plotly_click', {points: [
    {curveNumber: trace, pointNumber: point, x: 0, y: 0, data: plot.data[trace]},
  ]});
}
"""


CHART_WIDTHS = """
() => [...document.querySelectorAll('.graph .main-svg')].map(each => each.width.baseVal.value)
"""
PAPER = 850
"""As wide as a chart is on paper, see assets/paper.js."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_barrier(page: Page, address: str, path: str, theme: str) -> None:
    page.goto(f"{address}{path}?theme={theme}")
    await_drawn(page)
    if path == "/data":
        page.locator(".ag-header-cell").first.wait_for()
        page.locator(".ag-row .ag-cell").first.wait_for()

    found = Axe().run(page).response["violations"]
    serious = [
        (each["id"], each["nodes"][0]["html"][:160])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_click_on_a_point_shows_the_documents_and_what_they_print(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/volumes?freq=year&from=2025-01")
    await_drawn(page)
    page.evaluate(CLICK_THE_LAST_POINT, "trade-volume")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Read in these documents")
    assert dialog.locator("ol li a").count() >= 1
    expect(dialog.locator("ol li").first).to_contain_text("2025:")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_a_click_on_a_bar_goes_into_the_product(page: Page, address: str) -> None:
    page.goto(f"{address}/sectors")
    await_drawn(page)
    page.evaluate(CLICK_THE_LAST_POINT, "product-parts")
    expect(page).to_have_url(f"{address}/sectors?product=crude_oil")
    expect(page.locator("#product-history")).to_contain_text("Crude oil, value by year")


def test_a_product_is_found_by_its_name(page: Page, address: str) -> None:
    page.goto(f"{address}/sectors")
    await_drawn(page)
    box = page.get_by_role("textbox", name="Product")
    box.fill("alumin")
    page.get_by_role("option", name="Aluminium", exact=True).click()
    expect(page).to_have_url(f"{address}/sectors?product=aluminium")
    expect(page.locator("#product-history")).to_contain_text("Aluminium, value by year")


def test_two_periods_stand_side_by_side_at_one_address(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?from=2022-01&to=2022-12&from2=2024-01&to2=2024-12")
    await_drawn(page)
    left = page.locator("#trade-volume-left .unseen")
    right = page.locator("#trade-volume-right .unseen")
    expect(left).to_contain_text("2022")
    expect(right).to_contain_text("2024")
    page.get_by_role("textbox", name="On the right").click()
    page.get_by_role("option", name="Russia’s surplus with China").click()
    expect(page.locator("#trade-balance-right")).to_be_visible()
    assert "right=trade-balance" in page.url


def test_the_address_can_ask_for_an_earlier_day(page: Page, address: str) -> None:
    page.goto(f"{address}/?asof=2023-02-01")
    await_drawn(page)
    expect(page.locator(".note")).to_contain_text("As known on 1 Feb 2023")
    expect(page.locator(".badge")).to_contain_text("2022", ignore_case=True)
    expect(page.locator(".tiles")).to_contain_text("190.3 bn USD")


@pytest.mark.parametrize(("language", "title"), [("ru", "Объемы"), ("zh", "贸易规模")])
def test_the_language_switch_covers_the_page(
    page: Page, address: str, language: str, title: str
) -> None:
    page.goto(f"{address}/volumes")
    await_drawn(page)
    page.get_by_text(LANGUAGES[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_text(title)
    assert f"lang={language}" in page.url
    assert speaks(page, language)


@pytest.mark.parametrize(
    ("language", "month", "long"), [("ru", "апр", "апрель 2026"), ("zh", "4月", "2026年4月")]
)
def test_the_pickers_speak_the_language_without_asking_another_host(
    page: Page, address: str, language: str, month: str, long: str
) -> None:
    say = words(language)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/mirror?lang={language}&from=2015-04&asof=2026-04-10")
    await_drawn(page)
    page.get_by_role("button", name=say("From"), exact=True).click()
    chosen = page.locator("[data-dates-dropdown] button[data-selected]")
    expect(chosen).to_have_text(month)
    page.get_by_role("button", name=say("Next year")).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=say("As known on"), exact=True).click()
    expect(page.get_by_role("button", name=say("Previous month"))).to_be_visible()
    expect(page.locator("[data-dates-dropdown]").last).to_contain_text(long)
    assert page.get_by_role("button", name=say("Clear")).count() == 2
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def speaks(page: Page, language: str) -> bool:
    """Whether navigation and charts are in the language."""
    heading = page.locator("#trade-volume h2").inner_text()
    links = page.locator(".nav-link").all_inner_texts()
    alphabet = ("а", "я") if language == "ru" else ("一", "鿿")
    return all(
        any(alphabet[0] <= letter <= alphabet[1] for letter in text.lower())
        for text in [heading, *links]
    )


def test_the_controls_take_from_the_address_what_the_page_takes(page: Page, address: str) -> None:
    strange = "lang=de&from=2020-13&asof=2025-02-30&freq=year&freq=quarter"
    page.goto(f"{address}/volumes?{strange}")
    await_drawn(page)
    expect(page.locator("#trade-volume")).to_contain_text("quarterly")
    expect(page.locator('input[value="quarter"]')).to_be_checked()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="From")).to_have_text("The start")
    expect(page.get_by_role("button", name="As known on")).to_have_text("today")


def test_an_open_page_takes_up_new_data_and_keeps_its_view(
    browser: Browser, real: Settings, tmp_path: Path
) -> None:
    """A refresh publishes while the page is open: it says so, with the filter still set."""
    settings = replace(real, data=tmp_path / "data", bundled=tmp_path / "bundled")
    shutil.copytree(real.bundled, settings.bundled)
    shutil.copytree(real.data, settings.data)
    with serving(settings) as url:
        page = browser.new_page()
        page.clock.install()
        page.goto(f"{url}/volumes?freq=quarter")
        await_drawn(page)
        _add_a_figure(settings.bundled)
        refresh(settings, Wish(offline=True), dt.date.today())
        page.clock.fast_forward(PAUSE)
        expect(page.locator(".news")).to_contain_text("New data was taken up")
        expect(page.locator("#trade-volume")).to_contain_text("quarterly")
        page.locator(".news").get_by_role("button", name="Close").click()
        expect(page.locator(".news")).to_have_count(0)
        page.close()


def _add_a_figure(bundled: Path) -> None:
    """A reading that no document of the tables prints: the year 1991, made up."""
    table = bundled / "trade_annual.csv"
    row = table.read_text(encoding="utf-8").splitlines()[1].split(",")
    values = {7: "1991", 8: "3.9"}
    changed = [values.get(place, cell) for place, cell in enumerate(row[:14])]
    with table.open("a", encoding="utf-8") as file:
        file.write(",".join([*changed, ""]) + "\n")


def test_a_lost_server_is_told_until_it_answers(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(f"{address}/volumes?lang=ru")
    await_drawn(page)
    page.route("**/readyz", lambda route: route.fulfill(status=503, body="gone"))
    page.clock.fast_forward(PAUSE)
    expect(page.locator("#lost")).to_contain_text("Сервер не отвечает")
    page.unroute("**/readyz")
    page.clock.fast_forward(PAUSE)
    expect(page.locator("#lost")).to_have_count(0)
    page.errors.clear()  # type: ignore[attr-defined] # the browser notes the 503 itself


def test_the_keyboard_alone_reaches_the_filters_and_the_menu(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes")
    await_drawn(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator('.filters input[value="import"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"/volumes\?flow=export"))
    page.locator("#trade-volume .menu-button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#trade-volume").get_by_text("Show as a table")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#trade-volume .menu-button")).to_be_focused()


def test_a_redraw_leaves_the_focus_and_what_stands_open(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?freq=year")
    await_drawn(page)
    page.get_by_text("Quarterly", exact=True).click()
    card = page.locator("#trade-volume")
    expect(card).to_contain_text("quarterly")
    await_drawn(page)
    card.locator(".details summary").click()
    card.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.evaluate("document.querySelector('#trade-volume').dataset.old = 'yes'")
    page.go_back()
    expect(card).to_contain_text("yearly")
    expect(page.locator("#trade-volume[data-old]")).to_have_count(0)
    expect(card.get_by_text("Show as a table")).to_be_focused()
    expect(card.locator(".details li").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(card.locator(".menu[open]")).to_have_count(0)
    expect(card.locator(".menu-button")).to_be_focused()


def test_the_language_switch_keeps_the_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/mirror")
    await_drawn(page)
    page.locator('.header input[value="en"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).not_to_have_text("Mirror statistics")
    expect(page.locator('.header input[value="ru"]')).to_be_focused()


def test_a_click_on_a_cell_an_area_or_a_flow_shows_its_documents(page: Page, address: str) -> None:
    for path, chart in (("/volumes", "trade-heatmap"), ("/sectors", "product-flows")):
        page.goto(f"{address}{path}")
        await_drawn(page)
        page.locator(f"#{chart} .graph").scroll_into_view_if_needed()
        box = page.locator(f"#{chart} {CLICKED[chart]}").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
        expect(page.get_by_role("dialog")).to_contain_text("Read in these documents")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_menu_copies_link_and_embedding_code(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/volumes?freq=year")
    await_drawn(page)
    for label, start in (
        ("Copy the link to this chart", f"{address}/volumes?freq=year#trade-volume"),
        ("Copy the code to embed it", f'<iframe src="{address}/embed/trade-volume?freq=year"'),
    ):
        page.locator("#trade-volume .menu-button").click()
        page.locator("#trade-volume").get_by_text(label).click()
        expect(page.locator("#copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(start)
    context.close()


def test_the_code_to_embed_is_of_the_cards_own_view_and_told_where_the_clipboard_is_refused(
    page: Page, address: str
) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append(dialog.default_value), dialog.dismiss()))
    page.goto(f"{address}/compare?from=2022-01&from2=2024-01&to2=2024-12&utm_source=x")
    await_drawn(page)
    card = page.locator("#trade-volume-right")
    card.locator(".menu-button").click()
    with page.expect_event("dialog"):
        card.get_by_text("Copy the code to embed it").click()
    assert f'"{address}/embed/trade-volume?from=2024-01&to=2024-12"' in told[0]


@pytest.mark.parametrize("path", ["/", "/sectors"])
def test_a_printed_page_has_whole_charts_and_then_is_as_before(
    page: Page, address: str, path: str
) -> None:
    page.goto(address + path)
    await_drawn(page)
    before = page.evaluate(CHART_WIDTHS)
    assert min(before) > PAPER
    page.evaluate(f"onbeforeprint = () => {{ window.printed = ({CHART_WIDTHS})(); }}")
    page.pdf()
    assert set(page.evaluate("window.printed")) == {PAPER}
    page.wait_for_function(f"before => String(({CHART_WIDTHS})()) === String(before)", arg=before)


def test_a_dark_page_is_printed_on_white_without_its_controls(page: Page, address: str) -> None:
    page.goto(f"{address}/?theme=dark")
    await_drawn(page)
    page.emulate_media(media="print")
    for hidden in (".header", "#nav", ".filters", ".card .menu", ".card .details"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".tile img").first).to_be_visible()
    expect(page.locator("h1")).to_have_css("color", "rgb(31, 36, 48)")
    for ground in ("body", ".card >> nth=0", ".main-svg >> nth=0"):
        expect(page.locator(ground)).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    for drawn in (".graph >> nth=0", ".tile img >> nth=0"):
        expect(page.locator(drawn)).to_have_css("filter", "invert(1) hue-rotate(180deg)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_table_of_many_rows_is_printed_black_on_white(
    page: Page, address: str, theme: str
) -> None:
    page.goto(f"{address}/data?theme={theme}")
    page.locator(".ag-row .ag-cell").first.wait_for()
    page.emulate_media(media="print")
    for text in (".ag-header-cell-text", ".ag-cell", ".ag-paging-panel"):
        expect(page.locator(text).first).to_have_css("color", "rgb(0, 0, 0)")
    for ground in (".ag-root-wrapper", ".ag-header", ".ag-row"):
        expect(page.locator(ground).first).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator(ground).first).to_have_css("filter", "none")
