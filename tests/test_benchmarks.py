"""What the benchmarks say of the machine and of their rows; nothing is measured here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as bench
from benchmarks import processes, refresh_memory, table
from benchmarks.table import Row

ROW = Row("export", 12, "limit", 6, "images/s", 1)


def test_what_another_thread_has_started_counts_until_it_is_gone() -> None:
    started: list[subprocess.Popen[bytes]] = []
    known, done = threading.Event(), threading.Event()

    def start() -> None:
        command = [sys.executable, "-c", "input()"]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE))
        known.set()
        done.wait()  # a thread that ends leaves its children to another

    thread = threading.Thread(target=start, daemon=True)
    thread.start()
    known.wait()
    (child,) = started
    assert child.pid in processes.all_below(os.getpid())
    assert child.pid in processes.seconds_by_process([child.pid])
    child.communicate(b"\n")
    assert child.pid not in processes.all_below(os.getpid())
    assert processes.seconds_by_process([child.pid]) == {}
    done.set()
    thread.join()


def test_one_that_ends_does_not_make_the_others_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([{1: 10.0, 2: 50.0}, {1: 12.0}, {1: 12.0}])
    monkeypatch.setattr(processes, "seconds_by_process", lambda _: next(looks))
    monkeypatch.setattr(processes, "LOOK_SECONDS", 0.01)
    processes.await_quiet()
    assert list(looks) == []


def test_a_row_keeps_its_own_run_and_the_load_is_that_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = iter([0.1, 9.9])
    monkeypatch.setattr(table, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "README", tmp_path / "README.md")
    monkeypatch.setattr(bench.os, "getloadavg", lambda: [next(loads)] * 3)
    bench.README.write_text(bench.MARK)
    conditions = {"date": "2026-01-01", "command": "python -m benchmarks images"}
    table.save([ROW, Row("other", 1, "limit", 2, "ms", 1)], conditions)

    def measure() -> list[Row]:
        next(loads)
        return [ROW]

    monkeypatch.setattr(
        bench.importlib, "import_module", lambda _: SimpleNamespace(measure=measure)
    )
    bench.main(["images"])
    kept = {row.name: row.date for row in table.load()}
    assert kept["other"] == "2026-01-01" < kept["export"]
    assert "0.1 0.1 0.1" in str(json.loads(table.RESULTS.read_text())["conditions"])
    assert table.regressions([ROW]) == []


def test_the_committed_rows_have_names_of_their_own() -> None:
    names = [row.name for row in table.load()]
    assert len({name.strip() for name in names}) == len(names)


def test_a_users_own_bound_of_memory_outlives_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMUR_MEMORY", "4GB")
    monkeypatch.setattr(refresh_memory, "archive_of", lambda *_: None)
    monkeypatch.setattr(refresh_memory, "apart", lambda *_: processes.Cost(1, 1, 1))
    refresh_memory.measure()
    assert os.environ["AMUR_MEMORY"] == "4GB"
