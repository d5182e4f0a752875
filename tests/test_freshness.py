"""What the Data page says of the sources: what each gave, when it was asked, what is out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dashboard import drawn, freshness, pages
from dashboard.layout import header
from dashboard.shelf import SnapshotTables, as_known_on
from dashboard.view import View
from dashboard.words import words
from etl.health import Health, write_health
from etl.refresh import last_month
from etl.releases import last_month_out
from tests.test_cards import as_text


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that says how sources fared, of a folder that holds nothing yet."""
    monkeypatch.setenv("AMUR_DATA", str(tmp_path))
    freshness._health.cache_clear()
    return tmp_path / "sources.json"


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2026-11-19", "2026-09"),
        ("2026-11-20", "2026-10"),
        ("2026-02-25", "2025-12"),  # January comes with February
        ("2026-03-19", "2025-12"),
        ("2026-03-20", "2026-02"),
    ],
)
def test_the_last_month_that_is_out(day: str, month: str) -> None:
    assert f"{last_month_out(dt.date.fromisoformat(day)):%Y-%m}" == month


def test_what_each_source_gave_is_counted(tables: SnapshotTables) -> None:
    given = tables["source_coverage"].set_index("feed")
    readings = tables["readings"].query("not superseded")
    assert given["figures"].sum() == len(readings)
    assert given.loc["bundled", "newest"] == readings["vintage"].max()
    ends = readings["start"].dt.to_period("M") + (readings["months"].clip(lower=1) - 1)
    assert given.loc["bundled", "last"].to_period("M") == ends.max()


def test_a_source_says_when_it_was_asked_and_that_it_failed(
    tables: SnapshotTables, health: Path
) -> None:
    page, view = pages.named("data"), View()
    assert "not yet" in as_text(drawn.besides(page, tables, view))
    write_health(
        health, {"china_customs": Health("2026-11-07T08:00:00+00:00", failure="answers 503")}
    )
    freshness._health.cache_clear()
    shown = as_text(drawn.besides(page, tables, view))
    assert "failed on 7 Nov 2026" in shown
    assert "answers 503" in shown


def test_later_months_that_are_out_are_told_unless_a_day_was_chosen(tables: SnapshotTables) -> None:
    say = words("en")
    assert freshness.behind("2026-09", dt.date(2026, 11, 19), say) == ""
    assert "Oct 2026" in freshness.behind("2026-09", dt.date(2026, 11, 20), say)
    assert freshness.behind(None, dt.date(2026, 11, 20), say) == ""
    then = View(asof="2024-01-31")
    assert "badge late" not in as_text(header("/", then, as_known_on(tables, then.asof)))
    newest = last_month(tables["bilateral_monthly"])
    late = bool(freshness.behind(newest, dt.date.today(), say))
    assert ("badge late" in as_text(header("/", View(), tables))) is late
