"""Every page over several years of what publishers gave: refreshed at once, then month by month."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard import charts, pages
from dashboard.cards import card
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import LANGUAGES
from etl.refresh import Outcome, Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store
from tests.publishers import (
    PINK_LINK,
    Answer,
    Publisher,
    as_json,
    bulletin_page,
    comtrade_rows,
    index_page,
    pink_sheet,
)
from tests.serving import serving
from tests.test_browser import await_charts
from tests.test_cards import as_text
from tests.test_live_refresh import GDP, QUICK, publisher

__all__ = ["publisher"]  # a fixture
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(900)]

FIRST, LAST = 2018, 2026
NEWEST_MONTH = 9
TODAY = dt.date(2026, 11, 24)
NEXT = dt.date(2026, 11, 25)
PAGES_WITH_LIVE_DATA = ("/", "/volumes", "/sectors", "/energy", "/settlement", "/mirror")


def _months(year: int) -> range:
    return range(1, 13 if year < LAST else NEWEST_MONTH + 1)


def _bulletins(publisher: Publisher, months: dict[int, range]) -> None:
    """China Customs' tables by country of each month."""
    for year, numbers in months.items():
        suffix = "" if year == LAST else str(year)
        pages_of = {month: f"/Statics/{year}-{month:02d}.html" for month in numbers}
        publisher.pages[f"/statics/report/monthly{suffix}.html"] = index_page(pages_of)
        for month, path in pages_of.items():
            exports, imports = 8_000_000 + 1000 * month, 10_000_000 + 1000 * (year - FIRST)
            to_date = (
                sum(8_000_000 + 1000 * each for each in range(1, month + 1)),
                imports * month,
            )
            publisher.pages[path] = bulletin_page(year, month, exports, imports, to_date)


def _comtrade(publisher: Publisher) -> None:
    """Months of 2018 to 2024, reported by China."""
    filed = [f"{year}{month:02d}" for year in range(FIRST, 2025) for month in range(1, 13)]

    def availability(query: dict[str, list[str]]) -> Answer:
        china = query["reporterCode"] == ["156"]
        rows = [{"period": period, "datasetChecksum": "a"} for period in filed]
        return as_json({"data": rows if china else []})

    def preview(query: dict[str, list[str]]) -> Answer:
        goods = ["27", "87"] if query["cmdCode"] == ["AG2"] else query["cmdCode"][0].split(",")
        periods = ",".join(query["period"]).split(",")
        return as_json({"data": comtrade_rows(156, periods, goods, 1e9), "error": ""})

    publisher.pages["/public/v1/getDa/C/M/HS"] = availability
    publisher.pages["/public/v1/preview/C/M/HS"] = preview


@pytest.fixture
def lasting(publisher: Publisher) -> Publisher:
    """Publishers with several years to say."""
    _bulletins(publisher, {year: _months(year) for year in range(FIRST, LAST + 1)})
    _comtrade(publisher)
    prices = {
        f"{year}M{month:02d}": (60.0 + month, 59.0, 100.0, 11.0, 12.0)
        for year in range(FIRST, LAST + 1)
        for month in _months(year)
    }
    publisher.pages[PINK_LINK] = Answer(pink_sheet(prices), kind="application/vnd.openxmlformats")
    gdp = [
        {"countryiso3code": country, "date": str(year), "value": 2.0e12}
        for country in ("CHN", "RUS")
        for year in range(FIRST, LAST)
    ]
    publisher.pages[GDP] = as_json([{"pages": 1}, gdp])
    return publisher


@pytest.fixture
def filled(tmp_path: Path, lasting: Publisher) -> Settings:
    """Settings over the real bundled tables."""
    return Settings(tmp_path, REPOSITORY / "data" / "bundled")


def _run(settings: Settings, day: dt.date) -> Outcome:
    outcome = refresh(settings, Wish(limits=QUICK), day)
    assert {name: each.failure for name, each in outcome.health.items() if each.failure} == {}
    return outcome


def test_every_page_over_several_years_refreshed_twice(
    filled: Settings, lasting: Publisher, page: Page
) -> None:
    first = _run(filled, TODAY)
    asked_first = len(lasting.asked)
    lasting.asked.clear()
    assert not _run(filled, TODAY).published
    assert len(lasting.asked) < asked_first / 4

    _bulletins(lasting, {LAST: range(1, NEWEST_MONTH + 2)})
    lasting.asked.clear()
    second = _run(filled, NEXT)
    assert second.published
    assert second.snapshot.name != first.snapshot.name
    assert [path for path in lasting.asked if path.startswith("/Statics/")] == [
        f"/Statics/{LAST}-{NEWEST_MONTH + 1:02d}.html"
    ]

    tables = SnapshotTables(Store(filled.store).current())
    _pages_rest_on_live_data(tables)
    _every_card_is_drawn(tables)
    chart = charts.get("trade-volume")
    (change,) = charts.breaks_of(chart.select(tables, View()), tables, View())
    assert change.told.startswith("From Jan 2018 on: General Administration of Customs")
    with serving(filled) as address:
        for each in pages.discover():
            page.goto(address + each.path)
            await_charts(page, each.path)


def _pages_rest_on_live_data(tables: SnapshotTables) -> None:
    documents = tables["documents"]
    live = set(documents["id"][documents["feed"] != "bundled"])
    for path in PAGES_WITH_LIVE_DATA:
        found = pages.find(path)
        assert found is not None
        used = [
            source
            for chart, view in found.cards(View())
            for source in chart.select(tables, view).get("source", [])
        ]
        assert live & set(" ".join(used).split()), path


def _every_card_is_drawn(tables: SnapshotTables) -> None:
    for chart in charts.discover().values():
        for language in LANGUAGES:
            for freq in ("month", "12m", "year"):
                shown = as_text(card(chart, tables, View(lang=language, freq=freq)))
                assert '"type": "Alert"' not in shown, (chart.id, language, freq)
