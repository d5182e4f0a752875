"""The tables that a worker holds: those of now are at hand while those of another day are built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

import pytest

from dashboard import server
from dashboard import shelf as module
from dashboard.shelf import DAYS_KEPT, WAITING, Shelf, SnapshotTables
from etl.errors import BusyError, NoSnapshotError
from etl.settings import Settings
from etl.store import Store

DAY = "2024-01-31"


@pytest.fixture
def shelf(real: Settings) -> Shelf:
    """A worker's shelf over the real store."""
    return Shelf(Store(real.store))


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Building tables of a day takes until this event is set."""
    go_on = Event()

    def slow(tables: SnapshotTables, day: str) -> SnapshotTables:
        go_on.wait(timeout=30)
        return SnapshotTables(tables.snapshot)

    monkeypatch.setattr(module, "as_known_on", slow)
    yield go_on
    go_on.set()


def test_who_asks_for_now_does_not_wait_for_another_day(shelf: Shelf, held_up: Event) -> None:
    with ThreadPoolExecutor(2) as threads:
        then = threads.submit(shelf.tables, DAY)
        now = threads.submit(shelf.tables)
        assert now.result(timeout=10) is not None
        assert not then.done()
        held_up.set()
        assert then.result(timeout=10) is shelf.tables(DAY)


def test_so_many_may_wait_for_days_and_no_more(shelf: Shelf, held_up: Event) -> None:
    days = [f"2024-02-{day:02}" for day in range(1, 2 * WAITING + 1)]
    with ThreadPoolExecutor(len(days)) as threads:
        asked = [threads.submit(shelf.tables, day) for day in days]
        refused = [each for each in asked if _refused(each)]
        assert len(refused) == len(days) - WAITING
        held_up.set()


def _refused(asked: object) -> bool:
    try:
        return isinstance(asked.exception(timeout=1), BusyError)  # type: ignore[attr-defined]
    except TimeoutError:
        return False


def test_a_day_that_failed_is_tried_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(tables: SnapshotTables, day: str) -> SnapshotTables:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(module, "as_known_on", failing)
        with pytest.raises(OSError, match="no space"):
            shelf.tables(DAY)
    assert len(shelf.tables(DAY)["bilateral_annual"])


def test_the_files_of_a_day_that_is_let_go_are_removed(shelf: Shelf) -> None:
    known = shelf.tables(DAY)
    folder = known.known.folder
    assert (folder / "bilateral_annual.parquet").exists()
    del known
    for month in range(1, DAYS_KEPT + 1):
        shelf._days.get(f"2020-{month:02}-01", lambda: SnapshotTables(shelf.tables().snapshot))
    gc.collect()
    assert not folder.exists()


def test_a_store_that_is_damaged_for_a_while_is_drawn_ahead_once_it_is_whole(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, drawn = iter([NoSnapshotError("damaged"), None]), Event()

    def tables() -> None:
        if error := next(tries):
            raise error

    monkeypatch.setattr(shelf, "tables", tables)
    monkeypatch.setattr(server, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(server.drawn, "ahead", lambda tables: iter(()))
    monkeypatch.setattr(server, "settle", drawn.set)
    worker = SimpleNamespace(alive=True)
    server._draw_ahead(worker, shelf, "")
    assert drawn.wait(timeout=10)
    worker.alive = False


def test_a_worker_that_is_told_to_stop_draws_no_more(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = SimpleNamespace(alive=True)
    drawn: list[int] = []

    def ahead(tables: SnapshotTables) -> Iterator[None]:
        for card in range(5):
            drawn.append(card)
            worker.alive = card < 1
            yield

    monkeypatch.setattr(server.drawn, "ahead", ahead)
    monkeypatch.setattr(server, "PAUSE_SECONDS", 0)
    server._draw_all(worker, shelf, "", anew=False)
    assert drawn == [0, 1]
