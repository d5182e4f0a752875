"""What docs/operations.md promises of commands by hand and on a schedule, and of an upgrade."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard import export, server
from etl import precedence
from etl import refresh as refreshing
from etl.cli import app
from etl.errors import AmurError
from etl.health import Health, write_health
from etl.refresh import Wish, is_fresh
from etl.settings import Settings
from etl.store import Store
from tests.publishers import Answer, Publisher
from tests.test_bundled_faults import add, row
from tests.test_live_refresh import GDP, LIVE, QUICK, publisher, run

__all__ = ["publisher"]


@pytest.fixture
def here(small: Settings, few_marts: None, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small store as the one that commands work on, asking quickly."""
    monkeypatch.setenv("AMUR_DATA", str(small.data))
    monkeypatch.setenv("AMUR_BUNDLED", str(small.bundled))
    for asking in ("etl.cli", "etl.schedule"):
        monkeypatch.setattr(f"{asking}.Wish", partial(Wish, limits=QUICK))
    return small


def amur(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "1000"})


def _changed_code(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "etl").mkdir()
    (folder / "etl" / "other.py").write_text("pass\n")
    monkeypatch.setattr(refreshing, "REPOSITORY", folder)


def test_the_next_start_after_an_upgrade_builds_the_store_anew(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))  # else `serve` sets it for good
    monkeypatch.setattr(server, "check_port", lambda *_: None)
    monkeypatch.setattr(server, "run", lambda *_: served.append(Store(here.store).current_name()))
    assert not is_fresh(here)
    for _ in range(2):
        assert amur("serve").exit_code == 0
        assert is_fresh(here)
    with monkeypatch.context() as code:
        _changed_code(code, tmp_path)
        assert not is_fresh(here)
    monkeypatch.setattr(refreshing, "version", lambda name: "99")
    assert not is_fresh(here)
    assert amur("serve").exit_code == 0
    assert is_fresh(here)
    first, second, third = served
    assert first == second != third


def test_the_exit_code_tells_of_a_failure_until_the_source_answers(
    here: Settings, publisher: Publisher
) -> None:
    well, publisher.pages[GDP] = publisher.pages[GDP], Answer(status=404)
    assert amur("refresh", "--source", "world_bank").exit_code == 1
    assert amur("refresh", "--source", "imf_imts").exit_code == 1
    assert amur("refresh", "--offline").exit_code == 0
    publisher.pages[GDP] = well
    assert amur("refresh", "--source", "world_bank").exit_code == 0


def test_a_scheduled_run_fails_while_a_source_does_and_draws_what_was_published(
    here: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(snapshot: Store, *_: object) -> SimpleNamespace:
        drawn.append(snapshot.name)
        return SimpleNamespace(drawn=[], skipped=[], failed={})

    monkeypatch.setattr(export, "export_charts", draw)
    answered = Health(f"{dt.date.today()}T09:00:00+00:00")
    write_health(here.health, dict.fromkeys({*LIVE} - {"world_bank"}, answered))
    well, publisher.pages[GDP] = publisher.pages[GDP], Answer(status=404)
    assert amur("schedule", "--once").exit_code == 1
    assert drawn == []
    publisher.pages[GDP] = well
    assert amur("schedule", "--once", "--export").exit_code == 0
    assert drawn == [Store(here.store).current_name()]
    assert "nothing is due" in amur("schedule", "--once", "--export").stderr
    assert len(drawn) == 1


def test_what_is_kept_of_a_source_is_read_anew_without_asking(
    here: Settings, publisher: Publisher
) -> None:
    run(here, "imf_imts")
    publisher.asked.clear()
    told = amur("try", "imf_imts", "--kept")
    assert (told.exit_code, publisher.asked) == (0, [])
    assert "imf_imts answers: 2 documents" in told.stderr
    header, *rows = told.stdout.splitlines()
    assert "value" in header.split(",")
    assert any("8000000000" in each for each in rows)


def test_rows_are_put_into_order_once(here: Settings) -> None:
    add(here, row(period="2022-02"))
    table = here.bundled / "trade_monthly.csv"
    header, *rows = table.read_text().splitlines()
    assert "sorted: trade_monthly.csv" in amur("tidy").stderr
    assert table.read_text().splitlines() == [header, *reversed(rows)]
    assert "already in order" in amur("tidy").stderr


def test_the_precedence_of_sources_is_told_with_its_reasons() -> None:
    told = amur("precedence").stdout
    assert all(each in told for each in precedence.as_frame().to_numpy().ravel())


def test_what_may_be_passed_on_is_written_into_the_bundled_tables(
    here: Settings, publisher: Publisher
) -> None:
    run(here, "cepii_baci")
    told = amur("bundle", "cepii_baci")
    assert told.exit_code == 0
    assert "Look at the diff" in told.stderr
    assert "cepii-baci-" in (here.bundled / "trade_annual.csv").read_text()
    refused = amur("bundle", "un_comtrade")
    assert refused.exit_code == 1
    assert "forbids passing rows on" in str(refused.exception)


def test_what_is_to_be_drawn_ahead_is_named_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMUR_AHEAD", raising=False)
    assert server._ahead() == "on"
    monkeypatch.setenv("AMUR_AHEAD", "most")
    with pytest.raises(AmurError, match="can be: on, cards, off"):
        server._ahead()
