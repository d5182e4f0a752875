"""Shared fixtures: a store built from the real bundled tables, and a small folder to break."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.app import create_app
from dashboard.browser import find_browser
from dashboard.shelf import SnapshotTables
from etl import marts
from etl.bundled_tables import contracts
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store
from tests.serving import CHROMIUM_FLAGS, serving

TODAY = dt.date(2026, 11, 24)
SPECIMENS = "AMUR_SPECIMENS"
expect.set_options(timeout=20_000)  # two browsers on two cores draw slowly


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a store built from the bundled tables of the repository."""
    settings = Settings(tmp_path_factory.mktemp("data"), REPOSITORY / "data" / "bundled")
    refresh(settings, Wish(offline=True), dt.date.today())
    return settings


@pytest.fixture(scope="session")
def tables(real: Settings) -> SnapshotTables:
    """The real store's tables."""
    return SnapshotTables(Store(real.store).current())


@pytest.fixture
def client(real: Settings) -> FlaskClient:
    """A client of an application over the real store, whose counts of calls begin at none."""
    return create_app(Store(real.store)).server.test_client()


@pytest.fixture(scope="session")
def address(real: Settings) -> Iterator[str]:
    """A server over the real store, for whoever changes nothing in it.

    It draws nothing ahead, which would take the machine from the tests for their first minutes.
    """
    with serving(real, AMUR_AHEAD="off") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page that fails its test on any error in the console; `page.errors` holds them."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    opened.errors = errors  # type: ignore[attr-defined]
    opened.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def await_drawn(page: Page) -> None:
    """Wait until every chart of the page is drawn."""
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.graph')];"
        " return all.length && all.every(g => g.querySelector('.main-svg')); }"
    )


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Settings of a small, valid bundled folder of made-up figures and an empty data folder."""
    return small_settings(tmp_path)


def small_settings(folder: Path) -> Settings:
    """The same in a folder of one's own."""
    bundled = folder / "bundled"
    bundled.mkdir()
    for name, contract in contracts(TODAY).items():
        write_rows(bundled / f"{name}.csv", contract.columns, [])
    for name, row in SMALL_ROWS.items():
        columns = contracts(TODAY)[name].columns
        write_rows(bundled / f"{name}.csv", columns, [dict(zip(columns, row, strict=True))])
    return Settings(folder / "data", bundled)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small bundled tables and the store that was built from them."""
    folder = tmp_path_factory.mktemp("small")
    refresh(small_settings(folder), Wish(offline=True), TODAY)
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the small store, published, to change and to break."""
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    return Settings(tmp_path / "data", tmp_path / "bundled")


@pytest.fixture
def few_marts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the marts that a refresh itself reads: the others take most of its time."""
    few = {mart.name: mart for mart in marts.in_order(["intervals", "bilateral_monthly"])}
    monkeypatch.setattr(marts, "discover", lambda: few)


SMALL_ROWS = {
    "sources": [
        "tass-20230113-year",
        "TASS",
        "agency",
        "Trade in 2022",
        "https://example.org/a",
        "en",
        "2023-01-13",
    ],
    "trade_monthly": [
        *("GACC", "CHN", "RUS", "export", "TOTAL", "value", "month", "2022-03"),
        *("3.82", "USD billion", "0.01", "", "published", "tass-20230113-year", ""),
    ],
    "settlement_statements": [
        *("2024-05-16", "90", "about", "1", "trade_turnover", "", "Somebody", "Minister", ""),
        *("rouble_yuan", "tass-20230113-year", ""),
    ],
}


def write_rows(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a CSV file with a header."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def specimens() -> Path:
    """The folder of the publishers' real documents, where the machine has it."""
    if not os.environ.get(SPECIMENS):
        pytest.skip(f"{SPECIMENS} names no folder of specimens")
    folder = Path(os.environ[SPECIMENS])
    assert folder.is_dir(), f"{SPECIMENS} names {folder}, which is no folder"
    return folder
