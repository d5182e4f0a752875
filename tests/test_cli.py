"""The command line: its data, and one clear sentence for each thing that can go wrong."""

from __future__ import annotations

import io
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from etl.contracts import ContractError
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store
from tests.conftest import TODAY
from tests.serving import await_up, environment, free_port
from tests.test_bundled_faults import add, row


def amur(
    settings: Settings, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command over the settings' folders."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        env=environment(settings) | variables,
        capture_output=True,
        timeout=120,
        check=False,
    )


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a failed command told the person: one message, no traceback, a non-zero exit."""
    text = done.stderr.decode()
    assert done.returncode != 0
    assert "Traceback" not in text
    return text


def test_refresh_publishes_once_and_then_says_unchanged(small: Settings) -> None:
    assert b"published: snapshot" in amur(small, "refresh", "--offline").stderr
    assert b"unchanged: snapshot" in amur(small, "refresh", "--offline").stderr
    add(small, row())
    assert b"published: snapshot" in amur(small, "refresh", "--offline").stderr


def test_a_server_that_is_stopped_tells_of_no_leaks(small: Settings, tmp_path: Path) -> None:
    port, told = free_port(), tmp_path / "told"
    command = [sys.executable, "-m", "etl", "serve", "--port", str(port)]
    with told.open("wb") as file:
        server = subprocess.Popen(command, env=environment(small), stderr=file, cwd=REPOSITORY)
        await_up(f"http://127.0.0.1:{port}", server, told)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    assert "leaked" not in told.read_text()


def test_revisions_are_told_in_full_in_a_narrow_terminal(real: Settings) -> None:
    listed = Store(real.store).current().table("revisions")
    printed = amur(real, "revisions", COLUMNS="80").stdout.decode()
    assert len(listed)
    for old, new in zip(listed["old_value"], listed["new_value"], strict=True):
        told = [f"{value:,.0f}" if value.is_integer() else f"{value:,}" for value in (old, new)]
        assert re.search(rf" {told[0]} │ +{told[1]} ", printed)


def test_a_figure_revised_from_nothing_has_no_percentage(small: Settings) -> None:
    for day in ("2022-04-20", "2022-05-20"):
        add(
            small,
            f"gacc-{day},GACC,official,Trade,https://example.org/{day},zh,{day}\n",
            "sources.csv",
        )
    add(small, row(product="HS27", value="0.00", source="gacc-2022-04-20"))
    add(small, row(product="HS27", value="5.00", source="gacc-2022-05-20"))
    amur(small, "refresh", "--offline")
    told = json.loads(amur(small, "table", "revisions", "--format", "json").stdout)
    assert [(each["old_value"], each["new_value"]) for each in told] == [(0, 5e9)]
    assert told[0]["change_percent"] is None
    printed = amur(small, "revisions", COLUMNS="120").stdout.decode()
    assert re.search(r" 0 │ +5,000,000,000 │ +│ 2022-05-20", printed)


def test_a_table_comes_as_csv_json_and_parquet(real: Settings, tmp_path: Path) -> None:
    text = amur(real, "table", "bilateral_annual").stdout
    frame = pd.read_csv(io.BytesIO(text))
    assert list(frame.columns) == [
        *("year", "reporter", "partner", "flow", "value_usd"),
        *("step_usd", "status", "source", "vintage"),
    ]
    records = json.loads(amur(real, "table", "bilateral_annual", "--format", "json").stdout)
    assert len(records) == len(frame)
    assert records[0]["reporter"] == "CHN"
    out = tmp_path / "annual.parquet"
    amur(real, "table", "bilateral_annual", "--format", "parquet", "--out", str(out))
    assert pd.read_parquet(out)["value_usd"].sum() == frame["value_usd"].sum()


def test_the_monthly_mart_has_the_promised_columns(real: Settings) -> None:
    frame = pd.read_csv(io.BytesIO(amur(real, "table", "bilateral_monthly").stdout))
    assert list(frame.columns) == [
        *("period", "months", "reporter", "partner", "flow", "value_usd"),
        *("step_usd", "status", "source", "vintage"),
    ]
    assert set(frame["flow"]) == {"export", "import"}
    assert set(frame["status"]) <= {"published", "derived", "provisional"}
    assert set(frame["months"]) == {1, 2}


def test_status_says_what_is_held_and_what_is_missing(real: Settings) -> None:
    text = amur(real, "status", "--coverage", COLUMNS="200").stdout.decode()
    assert "Newest month of bilateral trade: 2026-07" in text
    assert "bilateral_monthly" in text
    assert "CHN–RUS import, TOTAL, value, USD" in text


def test_an_unknown_table_is_one_sentence(real: Settings) -> None:
    assert "no table named 'nonsense'. Known: bilateral_annual" in said(
        amur(real, "table", "nonsense")
    )


def test_an_unknown_format_is_one_sentence(real: Settings) -> None:
    text = said(amur(real, "table", "events", "--format", "xls"))
    assert "no format named 'xls'. Known: csv, json, parquet" in text


def test_an_unknown_chart_is_one_sentence(real: Settings) -> None:
    assert "no chart named 'pie'" in said(amur(real, "export", "pie"))


def test_an_empty_store_is_one_sentence(small: Settings) -> None:
    assert "Run 'amur refresh'" in said(amur(small, "status"))


def test_a_bad_row_is_told_with_its_place(small: Settings) -> None:
    add(small, row(value="seven"))
    text = said(amur(small, "refresh", "--offline"))
    assert "trade_monthly.csv, line 3, column value: 'seven'" in text


def test_a_port_in_use_is_one_sentence(real: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        text = said(amur(real, "serve", AMUR_PORT=port))
    assert f"Cannot listen on 127.0.0.1:{port}" in text
    assert "AMUR_PORT" in text


def test_a_missing_chromium_is_one_sentence(real: Settings, tmp_path: Path) -> None:
    variables = {"PATH": str(tmp_path), "BROWSER_PATH": ""}
    text = said(amur(real, "export", "--out", str(tmp_path), **variables))
    assert "No Chromium was found" in text
    assert "apt-get install chromium" in text


def test_an_unwritable_data_folder_is_one_sentence(small: Settings, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    blocked = Settings(in_the_way / "data", small.bundled)
    assert f"Cannot write {in_the_way}" in said(amur(blocked, "refresh", "--offline"))


@pytest.mark.parametrize("port", ["0", "99999", "http"])
def test_a_port_that_is_none_is_refused(real: Settings, port: str) -> None:
    text = said(amur(real, "serve", AMUR_PORT=port))
    assert "--port" in text or "AMUR_PORT" in text


def test_a_reader_that_stops_early_is_no_error(real: Settings) -> None:
    command = f"{sys.executable} -m etl table readings | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=environment(real),
        capture_output=True,
        check=False,
    )
    assert done.stdout.startswith(b"subject,statistic")
    assert done.stderr == b""


def test_today_is_inside_the_tables_bounds(small: Settings) -> None:
    """The clock only bounds periods: an old clock refuses newer figures, and says which."""
    with pytest.raises(ContractError, match="has ended by 2020-01-01"):
        refresh(small, Wish(offline=True), TODAY.replace(year=2020, month=1, day=1))
