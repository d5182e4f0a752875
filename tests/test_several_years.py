"""Every page over several years of what publishers gave: refreshed at once, then month by month."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from dashboard import charts, pages
from dashboard.cards import card
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import LANGUAGES
from etl.as_of import table_as_of
from etl.changes import Changes
from etl.cli import app
from etl.marts._series import SERIES
from etl.refresh import Outcome, Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Snapshot, Store
from tests.publishers import (
    PINK_LINK,
    Answer,
    Publisher,
    as_json,
    bulletin_page,
    comtrade_answer,
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
REVIEWED = dt.date(2027, 1, 12)
"""A day of the months in which China Customs revises older pages, so that they are asked for."""
FIGURE = [*SERIES, "start", "months"]
REVISED = {
    (("GACC", "RUS", "export", "TOTAL"), "2026-03"): (8.003e9, 8.1e9),
    (("GACC", "RUS", "import", "TOTAL"), "2026-03"): (10.008e9, 10.1e9),
    (("GACC", "RUS", "total", "TOTAL"), "2026-03"): (18.011e9, 18.2e9),
    (("GACC", "RUS", "export", "HS87"), "2020-06"): (1e9, 1.1e9),
    (("GACC", "RUS", "import", "HS87"), "2020-06"): (1e9, 1.1e9),
}
"""Every figure that the publishers revise, before and after, in dollars."""
OF_REVISED = {(("GACC", "RUS", "total", "HS87"), "2020-06"): (2e9, 2.2e9)}
"""The one sum of them that no publisher gives."""
BUNDLED_ONLY = {"settlement-statements", "settlement-structure", "yuan-shares"}
"""Charts whose figures no live source gives."""


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


def _comtrade(
    publisher: Publisher,
    checksums: dict[str, str] | None = None,
    values: dict[tuple[str, str], float] | None = None,
) -> None:
    """Months of 2018 to 2024, reported by China; others where named."""
    filed = [f"{year}{month:02d}" for year in range(FIRST, 2025) for month in range(1, 13)]

    def availability(query: dict[str, list[str]]) -> Answer:
        china = query["reporterCode"] == ["156"]
        marks = dict.fromkeys(filed, "a") | (checksums or {})
        rows = [{"period": period, "datasetChecksum": mark} for period, mark in marks.items()]
        return as_json({"data": rows if china else []})

    publisher.pages["/public/v1/getDa/C/M/HS"] = availability
    publisher.pages["/public/v1/preview/C/M/HS"] = partial(
        comtrade_answer, usual=1e9, values=values or {}
    )


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


def test_a_revision_among_years_changes_itself_alone(
    filled: Settings, lasting: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _run(filled, TODAY).snapshot
    lasting.asked.clear()
    assert not _run(filled, TODAY).published
    assert not [path for path in lasting.asked if "/Statics/" in path or "preview/" in path]

    _revise(lasting)
    outcome = _run(filled, REVIEWED)
    after = outcome.snapshot
    assert outcome.published
    figures = [_by_key(each.table("intervals"), FIGURE)["value"] for each in (before, after)]
    changed = figures[0].compare(figures[1])  # raises where a figure came or went
    assert {_told(key): (old, new) for key, old, new in changed.itertuples()} == (
        REVISED | OF_REVISED
    )
    assert outcome.changes == Changes(0, len(changed), len(figures[1]) - len(changed))
    _no_reading_was_lost(before.table("readings"), after.table("readings"))

    assert _listed(after) - _listed(before) == {
        (told, month, *pair) for (told, month), pair in REVISED.items()
    }
    monkeypatch.setenv("AMUR_DATA", str(filled.data))
    printed = CliRunner().invoke(app, ["revisions"]).output
    for old, new in REVISED.values():
        assert re.search(rf" {old:,.0f} │ +{new:,.0f} ", printed)

    known = [_march(table_as_of(after, "bilateral_monthly", day)) for day in (TODAY, REVIEWED)]
    assert known == [
        {"export": 8.003e9, "import": 10.008e9},
        {"export": 8.1e9, "import": 10.1e9},
    ]


def _listed(snapshot: Snapshot) -> set[tuple[object, ...]]:
    """Each revision: what of, its month, the old value and the new."""
    rows = snapshot.table("revisions")
    told = rows[["statistic", "partner", "flow", "product"]].apply(tuple, axis=1)
    months = rows["start"].dt.strftime("%Y-%m")
    return set(zip(told, months, rows["old_value"], rows["new_value"], strict=True))


def _revise(publisher: Publisher) -> None:
    """Two figures of a bulletin in the months that its publisher reviews, a period of Comtrade."""
    publisher.pages[f"/statics/report/monthly{LAST}.html"] = publisher.pages[
        "/statics/report/monthly.html"
    ]
    for page in ("monthly.html", "preliminary.html", f"preliminary{LAST}.html"):
        publisher.pages[f"/statics/report/{page}"] = index_page({})
    months = (8_001_000, 8_002_000, 8_003_000)
    to_date = (sum(months), 3 * (10_000_000 + 1000 * (LAST - FIRST)))
    publisher.pages[f"/Statics/{LAST}-03.html"] = bulletin_page(
        LAST, 3, 8_100_000, 10_100_000, to_date
    )
    _comtrade(publisher, {"202006": "b"}, {("202006", "87"): 1.1e9})


def _by_key(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return table.set_index(key).sort_index()


def _told(key: tuple[object, ...]) -> tuple[tuple[str, ...], str]:
    """What a figure is of, and its month."""
    named = dict(zip(FIGURE, key, strict=True))
    told = tuple(str(named[each]) for each in ("statistic", "partner", "flow", "product"))
    return told, f"{named['start']:%Y-%m}"


def _no_reading_was_lost(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """Every reading stays as it was read; what was revised is beside its revision."""
    columns = [column for column in before if column != "superseded"]
    merged = before[columns].merge(after, "left", columns, indicator=True)
    assert set(merged["_merge"]) == {"both"}


def _march(months: pd.DataFrame) -> dict[str, float]:
    rows = months[(months["reporter"] == "CHN") & (months["period"] == f"{LAST}-03-01")]
    return dict(zip(rows["flow"], rows["value_usd"], strict=True))


def _pages_rest_on_live_data(tables: SnapshotTables) -> None:
    documents = tables["documents"]
    live = set(documents["id"][documents["feed"] != "bundled"])
    for page in pages.discover():
        rests = {
            chart.id: bool(live & set(" ".join(chart.select(tables, view)["source"]).split()))
            for chart, view in page.cards(View())
        }
        assert any(rests.values()), page.path
        assert {name for name, is_live in rests.items() if not is_live} <= BUNDLED_ONLY


def _every_card_is_drawn(tables: SnapshotTables) -> None:
    for chart in charts.discover().values():
        for language in LANGUAGES:
            for freq in ("month", "12m", "year"):
                shown = as_text(card(chart, tables, View(lang=language, freq=freq)))
                assert '"type": "Alert"' not in shown, (chart.id, language, freq)
