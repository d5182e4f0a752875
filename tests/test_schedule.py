"""What is due when, and that a scheduled run does it."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import sources
from etl.cli import app
from etl.health import Health, read_health, write_health
from etl.refresh import Wish
from etl.releases import is_due, next_release
from etl.schedule import due, run_due
from etl.settings import Settings
from tests.conftest import TODAY
from tests.publishers import Answer, Publisher
from tests.test_live_refresh import GDP, LIVE, QUICK, publisher

__all__ = ["publisher"]

WORLD_BANK = sources.discover()["world_bank"]


def asked(day: str, failure: str | None = None) -> Health:
    return Health(f"{day}T09:00:00+00:00", failure=failure)


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-11-01", "2026-11-02"), ("2026-11-02", "2026-11-16"), ("2026-12-31", "2027-01-02")],
)
def test_the_next_release_comes_after_today(today: str, expected: str) -> None:
    found = next_release(WORLD_BANK, dt.date.fromisoformat(today))
    assert found == dt.date.fromisoformat(expected)


def test_a_source_is_due_once_a_release_day_has_passed_since_it_answered() -> None:
    day = dt.date.fromisoformat
    assert is_due(WORLD_BANK, None, day("2026-11-03"))
    assert is_due(WORLD_BANK, asked("2026-11-01"), day("2026-11-02"))
    assert is_due(WORLD_BANK, asked("2026-11-01"), day("2026-11-09"))  # the machine slept
    assert not is_due(WORLD_BANK, asked("2026-11-02"), day("2026-11-15"))
    assert is_due(WORLD_BANK, asked("2026-11-02", "no answer"), day("2026-11-03"))
    assert not is_due(sources.discover()["bundled"], None, TODAY)


def test_a_scheduled_run_asks_what_is_due_and_then_nothing(
    small: Settings, publisher: Publisher
) -> None:
    assert due(small, TODAY) == sorted(LIVE)
    outcome = run_due(small, TODAY, Wish(limits=QUICK))
    assert outcome is not None
    assert outcome.published
    publisher.asked.clear()
    assert run_due(small, TODAY) is None
    assert not publisher.asked


def test_the_command_runs_once(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_DATA", str(small.data))
    monkeypatch.setenv("AMUR_BUNDLED", str(small.bundled))
    monkeypatch.setattr("etl.schedule.Wish", partial(Wish, limits=QUICK))
    write_health(small.health, {name: asked(str(dt.date.today())) for name in LIVE[1:]})
    first = CliRunner().invoke(app, ["schedule", "--once"])
    assert "published" in first.stderr, first.stderr
    assert "nothing is due" in CliRunner().invoke(app, ["schedule", "--once"]).stderr


def test_a_damaged_record_of_health_asks_everyone_again(small: Settings) -> None:
    small.data.mkdir(parents=True)
    Path(small.health).write_text("{half", encoding="utf-8")
    assert read_health(small.health) == {}
    assert due(small, TODAY) == sorted(LIVE)


def test_the_doctor_says_of_each_source_in_plain_words_what_it_answers(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.pages[GDP] = Answer(b"[{", kind="application/json")
    publisher.pages["/public/v1/getDa/C/M/HS"] = Answer(status=403)
    monkeypatch.setattr("etl.trial.Limits", lambda tries: QUICK)
    monkeypatch.setenv("AMUR_DATA", str(small.data))
    told = CliRunner().invoke(app, ["doctor", "--live"], env={"COLUMNS": "2000"}).stderr
    lines = dict(re.findall(r"^(\w+): .*\n  (.*)$", told, re.M))
    assert set(lines) >= set(LIVE)
    assert "answers: 2 documents" in lines["pink_sheet"]
    assert "figures, the newest of 2026-10" in lines["pink_sheet"]
    assert "answers in a form that Amur does not know: world_bank" in lines["world_bank"]
    assert "does not answer as it should" in lines["un_comtrade"]
    assert "too large to try" in lines["cepii_baci"]
    assert not small.archive.exists()
