"""The shell around the pages: at the side on a wide screen, in a menu on a phone."""

from __future__ import annotations

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard import pages
from dashboard.words import LANGUAGES, words
from tests.conftest import await_drawn

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(
  ...list.getEntries().flatMap(entry => entry.sources.map(source => source.node)).filter(
    node => node && node.closest && node.closest("header, nav, h1")).map(node => node.outerHTML)
)).observe({type: "layout-shift", buffered: true});
"""
"""Notes what of the header, the navigation and the title moves after its first paint."""


@pytest.fixture
def phone(page: Page) -> Page:
    """The page as wide as a phone."""
    page.set_viewport_size(PHONE)
    return page


def test_a_page_s_landmarks_and_the_way_past_them(page: Page, address: str) -> None:
    page.goto(f"{address}/mirror")
    await_drawn(page)
    for role in ("banner", "navigation", "main"):
        expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(len(pages.discover()))
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_role("link", name="Volumes").click()
    expect(page.locator("h1")).to_have_text("Volumes")
    expect(page.locator("#frame")).to_be_focused()


def test_the_document_is_named_after_its_page_in_the_reader_s_language(
    page: Page, address: str
) -> None:
    for search, title in (("volumes", "Volumes"), ("volumes?lang=ru", "Объемы"), ("x", "No such")):
        assert f"<title>{title}" in requests.get(f"{address}/{search}", timeout=10).text
    page.goto(f"{address}/mirror")
    await_drawn(page)
    expect(page).to_have_title("Mirror statistics – Amur")
    page.get_by_role("link", name="Volumes").click()
    expect(page).to_have_title("Volumes – Amur")
    page.get_by_text(LANGUAGES["ru"], exact=True).click()
    expect(page).to_have_title("Объемы – Amur")
    page.go_back()
    page.go_back()
    expect(page).to_have_title("Mirror statistics – Amur")


@pytest.mark.parametrize("language", ["zh"])
def test_a_phone_has_the_pages_in_a_menu_that_closes_after_a_choice(
    phone: Page, address: str, language: str
) -> None:
    say = words(language)
    phone.goto(f"{address}/data?lang={language}")
    menu = phone.get_by_role("button", name=say("Menu"))
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(phone.locator("#nav")).to_be_hidden()
    menu.focus()
    phone.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(phone.locator(".switches")).to_be_visible()
    phone.get_by_role("link", name=say("Mirror"), exact=True).click()
    expect(phone.locator("h1")).to_have_text(say("Mirror statistics"))
    expect(phone.locator("#nav")).to_be_hidden()
    expect(phone.locator("#frame")).to_be_focused()


def test_the_menu_of_a_phone_is_for_the_keyboard_too(phone: Page, address: str) -> None:
    phone.add_init_script(SHIFTS)
    phone.goto(f"{address}/mirror")
    await_drawn(phone)
    assert phone.evaluate("window.shifts") == []
    menu = phone.get_by_role("button", name="Menu")
    menu.click()
    phone.keyboard.press("Escape")
    expect(phone.locator("#nav")).to_be_hidden()
    expect(menu).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("#nav")).to_be_visible()
    found = Axe().run(phone).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    phone.locator(".nav-link").last.focus()
    phone.keyboard.press("Tab")
    expect(phone.locator("#nav")).to_be_hidden()


def test_the_language_and_the_theme_are_chosen_in_the_menu_of_a_phone(
    phone: Page, address: str
) -> None:
    phone.goto(f"{address}/mirror")
    await_drawn(phone)
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_text("Dark", exact=True).click()
    expect(phone.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    phone.get_by_text(LANGUAGES["ru"], exact=True).click()
    expect(phone.locator("html")).to_have_attribute("lang", "ru")
    expect(phone.locator("h1")).to_have_text(words("ru")("Mirror statistics"))
    expect(phone.get_by_role("button", name=words("ru")("Menu"))).to_be_visible()


def test_a_phone_shows_the_page_before_its_filters(phone: Page, address: str) -> None:
    phone.goto(f"{address}/volumes")
    await_drawn(phone)
    filters, button = phone.get_by_role("group", name="Filters"), phone.locator(".fold:visible")
    expect(filters).to_be_hidden()
    button.focus()
    phone.keyboard.press("Enter")
    expect(filters).to_be_visible()
    filters.get_by_text("Yearly", exact=True).click()
    phone.wait_for_url("**/volumes?freq=year")
    expect(filters).to_be_visible()
    button.click()
    expect(filters).to_be_hidden()


def test_a_phone_shows_the_filters_of_which_some_are_chosen(phone: Page, address: str) -> None:
    phone.goto(f"{address}/volumes?freq=year")
    await_drawn(phone)
    expect(phone.get_by_role("group", name="Filters")).to_be_visible()


def test_the_filters_are_reset_and_language_and_theme_kept(page: Page, address: str) -> None:
    page.goto(f"{address}/volumes?freq=year&lang=ru&show=growth&theme=dark")
    await_drawn(page)
    expect(page.locator("#trade-volume")).to_contain_text("по годам")
    page.get_by_role("button", name="Сбросить фильтры").click()
    page.wait_for_url("**/volumes?lang=ru&theme=dark")
    expect(page.locator("#trade-volume")).to_contain_text("по месяцам")
    expect(page.locator('.filters input[value="month"]')).to_be_checked()
    expect(page.get_by_role("button", name="Сбросить фильтры")).to_have_count(0)
