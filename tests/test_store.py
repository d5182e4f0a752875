"""The store publishes all or nothing."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl import files
from etl.errors import NoSnapshotError, StoreBusyError, UnknownNameError, UnwritableError
from etl.parquet import write_frame
from etl.refresh import Wish, refresh
from etl.settings import Settings
from etl.store import SNAPSHOTS_KEPT, Store
from tests.conftest import TODAY
from tests.serving import environment
from tests.test_bundled_faults import add, row

KILLS = 6


def frame(number: int) -> pd.DataFrame:
    """A table that tells which publish wrote it."""
    return pd.DataFrame({"number": [number] * 3})


def publish(store: Store, number: int) -> None:
    """Publish two tables that must always be read as a pair."""
    with store.writing():
        publish_frames(store, {"a": frame(number), "b": frame(number)}, {"number": number})


def publish_frames(store: Store, frames: dict[str, pd.DataFrame], facts: dict[str, Any]) -> None:
    """Publish tables while the store is held."""
    with store.building() as folder:
        for name, table in frames.items():
            write_frame(folder / f"{name}.parquet", table)
        store.publish(folder, facts)


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="amur refresh"):
        Store(tmp_path).current()


def test_a_published_table_reads_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, 7)
    assert list(store.current().table("a")["number"]) == [7, 7, 7]
    assert store.current().manifest["number"] == 7


def test_the_rows_of_no_text_are_none_in_the_tables_form(built: Settings) -> None:
    snapshot = Store(built.store).current()
    for texts in ((), ("no such document",)):
        rows = snapshot.rows("readings", {"source": texts})
        assert rows.dtypes.equals(snapshot.table("readings").dtypes)
        assert rows.empty
    assert len(snapshot.rows("readings", {"flow": ("export", "import")}))


def test_an_unknown_table_is_named_beside_the_known(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, 1)
    with pytest.raises(UnknownNameError, match=r"'c'.*a, b"):
        store.current().table("c")


def _lose_a_table(folder: Path) -> None:
    (folder / "readings.parquet").unlink()


def _cut_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:40])


def _lose_everything(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("damage", [_lose_a_table, _cut_the_manifest, _lose_everything])
def test_a_damaged_snapshot_is_told_and_built_anew(
    built: Settings, damage: Callable[[Path], None]
) -> None:
    store = Store(built.store)
    damage(store.current().folder)
    with pytest.raises(NoSnapshotError, match=r"damaged.*amur refresh"):
        store.current()
    assert refresh(built, Wish(offline=True), TODAY).published
    assert len(store.current().table("readings")) == 1


def test_a_store_of_an_earlier_version_is_brought_up_to_date(small: Settings) -> None:
    """Its tables lack columns that later versions compare by: all counts as new."""
    store = Store(small.store)
    with store.writing():
        older = pd.DataFrame({"value": [1.0]})
        facts = {"fingerprint": "of an earlier version", "newest_month": None}
        publish_frames(store, {"intervals": older, "readings": older}, facts)
    outcome = refresh(small, Wish(offline=True), TODAY)
    assert outcome.published
    assert outcome.changes.new == 1


def test_old_snapshots_stay_for_their_readers_and_older_ones_go(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, 0)
    held = store.current()
    for number in range(1, 6):
        publish(store, number)
        if number == SNAPSHOTS_KEPT - 1:
            assert list(held.table("a")["number"]) == [0, 0, 0]
    assert len(list((tmp_path / "snapshots").iterdir())) == SNAPSHOTS_KEPT


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing(), pytest.raises(StoreBusyError, match="Another refresh"), store.writing():
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    told = pytest.raises(UnwritableError, match=rf"Cannot write {tmp_path} \(Is a directory")
    with told, Store(tmp_path).writing():
        pass


def test_what_a_writer_may_not_do_elsewhere_is_not_told_of_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(PermissionError, match="elsewhere"), store.writing():
        raise PermissionError("elsewhere")
    with store.writing():  # it was released
        pass


def test_readers_never_see_half_a_publish(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, 0)
    torn: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            snapshot = store.current()
            pair = {int(snapshot.table(name)["number"].iloc[0]) for name in ("a", "b")}
            if len(pair) != 1:
                torn.append(snapshot.name)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(1, SNAPSHOTS_KEPT):
        publish(store, number)
        time.sleep(0.05)
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []


class Crash(BaseException):
    """Stands for a power cut: nothing after it runs."""


def test_a_crash_at_any_write_leaves_the_old_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    publish(store, 0)
    real_sync, real_rename = os.fsync, Path.rename
    survived = 0
    for crash_at in range(1, 100):
        calls = 0

        def counted(original):  # type: ignore[no-untyped-def]
            def step(*arguments):  # type: ignore[no-untyped-def]
                nonlocal calls
                calls += 1
                if calls == crash_at:  # noqa: B023 -- called within this round only
                    raise Crash
                return original(*arguments)

            return step

        with monkeypatch.context() as patch:
            patch.setattr(files.os, "fsync", counted(real_sync))
            patch.setattr(Path, "rename", counted(real_rename))
            patch.setattr(Path, "replace", counted(Path.replace))
            try:
                publish(store, crash_at)
            except Crash:
                survived += 1
            else:
                break
        now = store.current()
        numbers = {int(now.table(name)["number"].iloc[0]) for name in ("a", "b")}
        assert len(numbers) == 1
        assert numbers <= {now.manifest["number"]}
    assert survived >= 8
    publish(store, 999)
    assert list(store.current().table("b")["number"]) == [999] * 3
    names = [path.name for path in (tmp_path / "snapshots").iterdir()]
    assert not [name for name in names if name.startswith(".")]


def test_a_refresh_killed_at_any_moment_leaves_the_old_store_readable(built: Settings) -> None:
    store = Store(built.store)
    add(built, row())
    seconds = _seconds_of_a_refresh(built)
    chance = random.Random(20260101)  # noqa: S311 -- when to kill, not a secret
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "etl", "refresh", "--offline"],
            env=environment(built),
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.5, 1.05) * seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(store.current().table("readings")) in (1, 2)
        _unpublish(store)
    refresh(built, Wish(offline=True), TODAY)
    assert len(store.current().table("readings")) == 2


def _seconds_of_a_refresh(settings: Settings) -> float:
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "etl", "refresh", "--offline"],
        env=environment(settings),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.monotonic() - started
    _unpublish(Store(settings.store))
    return seconds


def _unpublish(store: Store) -> None:
    """Point back to the oldest whole snapshot, so that the next refresh has something to publish.

    One that a killed process was sweeping away may be there in part.
    """
    for folder in sorted((store.folder / "snapshots").glob("[0-9]*")):
        files.write_atomically(store.folder / "CURRENT", folder.name.encode())
        with contextlib.suppress(NoSnapshotError):
            store.current()
            return
