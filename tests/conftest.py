"""Shared fixtures: a store built from the real bundled tables, and a small folder to break."""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

import pytest

from dashboard.shelf import SnapshotTables
from etl.bundled_tables import contracts
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store

TODAY = dt.date(2026, 11, 24)
SPECIMENS = "AMUR_SPECIMENS"


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
def small(tmp_path: Path) -> Settings:
    """Settings of a small, valid bundled folder of made-up figures and an empty data folder."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    for name, contract in contracts(TODAY).items():
        write_rows(bundled / f"{name}.csv", contract.columns, [])
    for name, row in SMALL_ROWS.items():
        columns = contracts(TODAY)[name].columns
        write_rows(bundled / f"{name}.csv", columns, [dict(zip(columns, row, strict=True))])
    return Settings(tmp_path / "data", bundled)


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
