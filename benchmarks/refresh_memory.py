"""Peak memory of a refresh, as the archive of raw replies grows that it reads."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from benchmarks import comtrade
from benchmarks.processes import apart
from benchmarks.table import Row
from etl.archive import Archive, Document
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings

FEW, MANY = 2, 8
DUCKDB_MEMORY = "300MB"
"""So little that what DuckDB keeps of many replies goes to the disk."""


def measure() -> list[Row]:
    """The same refresh over few replies and over many, each in a process of its own."""
    with patch.dict(os.environ, AMUR_MEMORY=DUCKDB_MEMORY):
        peaks = {replies: _peak_megabytes(replies) for replies in (FEW, MANY)}
    name = f"memory of a refresh of {MANY} replies of 105 MB"
    return [Row(name, peaks[MANY], f"of {FEW}", peaks[FEW], "MB", 0.75)]


def _peak_megabytes(replies: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return apart(refreshed, archive_of(Path(folder), replies)).peak_gigabytes * 1000


def archive_of(folder: Path, replies: int) -> Settings:
    """An archive of raw replies, one a year, besides the bundled tables."""
    settings = Settings(folder, REPOSITORY / "data" / "bundled")
    for year in range(2026 - replies, 2026):
        address = f"{comtrade.ADDRESS}period={year}"
        reply = Document.of(f"CHN {year} AG6", address, comtrade.reply(year=year))
        Archive(settings.archive).keep("un_comtrade", reply)
    return settings


def refreshed(settings: Settings) -> None:
    """Build its store from what is kept; raises RuntimeError where a document is set aside."""
    outcome = refresh(settings, Wish(offline=True), dt.date.today())
    aside = [each.set_aside for each in outcome.health.values() if each.set_aside]
    if aside:
        raise RuntimeError(str(aside))
