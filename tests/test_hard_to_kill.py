"""What refresh, store and server survive: kills, full and read-only disks, damage, crowds."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests

from etl import store as store_module
from etl.archive import Archive
from etl.errors import NoSnapshotError, UnwritableError
from etl.refresh import Wish, refresh
from etl.settings import Settings
from etl.store import Store
from tests.conftest import TODAY
from tests.publishers import Publisher
from tests.serving import environment, serving, workers
from tests.test_bundled_faults import add, row
from tests.test_live_refresh import publisher, run  # noqa: F401 -- a fixture
from tests.test_store import publish

KILLS = 200
TIMED = 3
"""Refreshes that are timed first: the fastest tells how long one takes."""
SOONER = 0.95
"""By how much the next kills come sooner where one came too late, which does not count."""
READERS = 50
OFFLINE = Wish(offline=True)


def flip(path: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(bytes(content))


def test_a_store_file_with_one_changed_byte_is_named_and_built_anew(built: Settings) -> None:
    store = Store(built.store)
    flip(store.current().folder / "readings.parquet")
    with pytest.raises(NoSnapshotError, match=r"damaged \(readings\.parquet\).*amur refresh"):
        store.current()
    assert refresh(built, OFFLINE, TODAY).published
    assert len(store.current().table("readings")) == 1


def test_a_garbled_pointer_is_told_and_mended(built: Settings) -> None:
    (built.store / "CURRENT").write_bytes(b"\xff\xfe2026")
    with pytest.raises(NoSnapshotError, match="damaged"):
        Store(built.store).current()
    assert refresh(built, OFFLINE, TODAY).published


def test_a_damaged_archive_file_is_found_and_fetched_again(
    small: Settings,
    publisher: Publisher,  # noqa: F811
) -> None:
    before = run(small, "world_bank").snapshot.table("readings")
    body = next((small.archive / "world_bank").glob("*/*.gz"))
    whole = body.read_bytes()
    flip(body)
    outcome = run(small, "world_bank")
    assert outcome.health["world_bank"].failure is None
    assert body.read_bytes() == whole
    assert body.with_suffix(".gz.damaged").exists()
    pd.testing.assert_frame_equal(outcome.snapshot.table("readings"), before)


def test_damage_that_the_publisher_does_not_mend_is_told(
    small: Settings,
    publisher: Publisher,  # noqa: F811
) -> None:
    run(small, "world_bank")
    flip(next((small.archive / "world_bank").glob("*/*.gz")))
    outcome = refresh(small, OFFLINE, TODAY)
    assert "1 kept documents are damaged" in str(outcome.health["world_bank"].failure)
    assert Archive(small.archive).lost("world_bank")


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize(
    "step", ["pandas.DataFrame.to_parquet", "pathlib.Path.mkdir", "tempfile.mkstemp", "os.fsync"]
)
def test_a_full_or_read_only_disk_is_told_and_the_old_store_stays(
    built: Settings, monkeypatch: pytest.MonkeyPatch, step: str, fault: int
) -> None:
    add(built, row())
    name = Store(built.store).current_name()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patch:
        patch.setattr(step, fail)
        with pytest.raises(UnwritableError, match=r"Cannot write .*AMUR_DATA"):
            refresh(built, OFFLINE, TODAY)
    assert Store(built.store).current().name == name
    assert refresh(built, OFFLINE, TODAY).published


def test_a_clock_set_back_keeps_the_order_of_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    publish(store, 1)
    held = store.current()
    real = store_module.dt.datetime

    class Earlier(real):  # type: ignore[misc, valid-type]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) - store_module.dt.timedelta(days=400)

    monkeypatch.setattr(store_module.dt, "datetime", Earlier)
    publish(store, 2)
    publish(store, 3)
    assert list(store.current().table("a")["number"]) == [3, 3, 3]
    assert list(held.table("a")["number"]) == [1, 1, 1]
    names = sorted(path.name for path in (tmp_path / "snapshots").iterdir())
    assert names[-1] == store.current_name()


def _refresh_now(settings: Settings) -> None:
    refresh(settings, OFFLINE, TODAY)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_200_kills_at_random_points_never_spoil_the_store(built: Settings) -> None:
    store = Store(built.store)
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["etl.refresh", "etl.sources.bundled", "etl.marts"])
    chance = random.Random(20260101)  # noqa: S311 -- when to kill, not a secret
    seconds = min(
        _seconds(lambda: _finish(server.Process(target=_refresh_now, args=(built,))))
        for _ in _each_adding(built)
    )
    killed = number = 0
    while killed < KILLS:
        add(built, row(period=f"{2000 + number // 12}-{number % 12 + 1:02d}"))
        process = server.Process(target=_refresh_now, args=(built,))
        process.start()
        time.sleep(chance.uniform(0.02, 1.0) * seconds)
        process.kill()
        process.join()
        if process.exitcode:
            killed += 1
        else:
            seconds *= SOONER  # it was done before: others left it more of the machine
        number += 1
        readings = store.current().table("readings")  # raises if anything is damaged
        assert len(readings) <= number + TIMED + 1
    assert refresh(built, OFFLINE, TODAY).snapshot.name == store.current_name()
    assert len(store.current().table("readings")) == number + TIMED + 1


def _each_adding(built: Settings) -> Iterator[None]:
    """Times to take, a figure having been added before each."""
    for number in range(TIMED):
        add(built, row(period=f"1999-{number + 1:02d}"))
        yield


def _finish(process: Any) -> None:
    process.start()
    process.join()
    assert process.exitcode == 0


def _seconds(work: Callable[[], None]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_refreshes_an_export_and_50_readers_at_once(built: Settings, tmp_path: Path) -> None:
    store, done, torn = Store(built.store), threading.Event(), []

    def read() -> None:
        while not done.is_set():
            snapshot = store.current()
            catalogue = snapshot.table("catalogue").set_index("table")["rows"]
            if catalogue["readings"] != len(snapshot.table("readings")):
                torn.append(snapshot.name)

    def amur(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "etl", *arguments]
        return subprocess.Popen(command, env=environment(built), stderr=subprocess.PIPE)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    add(built, row())
    pair = [amur("refresh", "--offline") for _ in range(2)]
    export = amur("export", "trade-volume", "--format", "png", "--out", str(tmp_path / "pictures"))
    told = [process.communicate()[1].decode() for process in pair]
    exported = export.communicate()[1].decode()
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert all(
        process.returncode == 0 or "Another refresh" in text
        for process, text in zip(pair, told, strict=True)
    ), told
    assert 0 in [process.returncode for process in pair]
    assert export.returncode == 0, exported
    assert len(store.current().table("readings")) == 2


@pytest.fixture
def served(real: Settings) -> Iterator[str]:
    """A server of two workers."""
    with serving(real, AMUR_WORKERS="2") as address:
        yield address


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_worker_killed_under_load_loses_no_request_but_its_own(served: str) -> None:
    clients, lost, answered, done = 8, [], [], threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                requests.get(f"{served}/charts/coverage.csv", timeout=30).raise_for_status()
                answered.append(time.monotonic())
            except requests.RequestException as error:
                lost.append(error)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    _wait_for(lambda: len(answered) > 20)
    os.kill(workers()[0], signal.SIGKILL)
    killed = time.monotonic()
    _wait_for(lambda: len([at for at in answered if at > killed]) > 60)
    done.set()
    for thread in threads:
        thread.join()
    assert len(lost) <= clients, lost


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
