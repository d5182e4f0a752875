"""Archive and store in object storage, against a real server of its protocol on this machine."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
from moto.server import ThreadedMotoServer

from etl import bucket, lease, object_storage
from etl.archive import Archive, Document
from etl.errors import (
    AmurError,
    NoSnapshotError,
    ObjectStorageError,
    StoreBusyError,
    UnwritableError,
)
from etl.lease import Lease
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings, data_folder
from etl.store import SNAPSHOTS_KEPT, Store
from tests.conftest import TODAY, small_settings
from tests.serving import free_port, serving
from tests.test_hard_to_kill import flip
from tests.test_store import Crash, publish, publish_frames

OFFLINE = Wish(offline=True)
STEPS = 5
"""Of a publish of two tables: tables, manifest, CURRENT, and the lock is removed."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a server of the protocol, in a thread of this process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    requests.put(f"http://{host}:{port}/amur", timeout=5).raise_for_status()  # a bucket
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def variables(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a machine that may use the storage, and of no other."""
    folder = tmp_path_factory.mktemp("machine")
    found = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "something",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "AMUR_CACHE": str(folder / "cache"),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(object_storage.ObjectStorage, "retries", 1)
        for name, value in found.items():
            patch.setenv(name, value)
        yield found


@pytest.fixture(scope="module")
def both(
    variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, Settings]:
    """A refresh to the disk, and the same to object storage."""
    small = small_settings(tmp_path_factory.mktemp("small"))
    remote = replace(small, data=data_folder("s3://amur/both"))
    for settings in (small, remote):
        assert refresh(settings, OFFLINE, TODAY).published
    return small, remote


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A prefix and a cache of one's own."""
    monkeypatch.setenv("AMUR_CACHE", str(tmp_path / "cache"))
    return data_folder(f"s3://amur/{tmp_path.name}")


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """From its call on, nothing listens at the storage's address."""

    def leave() -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
        object_storage._client.cache_clear()

    yield leave
    object_storage._client.cache_clear()


@pytest.fixture
def store(address: Any) -> Store:
    """An empty store in object storage."""
    return Store(address / "store")


@pytest.fixture
def another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, the cache is that of a machine that has read nothing yet."""
    return lambda: monkeypatch.setenv("AMUR_CACHE", str(tmp_path / "another"))


def numbers(store: Store) -> list[int]:
    """Which publish wrote each table."""
    snapshot = store.current()
    return [int(snapshot.table(name)["number"].iloc[0]) for name in ("a", "b")]


def test_what_is_published_reads_on_another_machine_as_from_a_disk(
    both: tuple[Settings, Settings], another_machine: Callable[[], None]
) -> None:
    another_machine()
    on_disk, read = (Store(each.store).current() for each in both)
    assert read.tables == on_disk.tables
    for name in on_disk.tables:
        pd.testing.assert_frame_equal(read.table(name), on_disk.table(name))
    kept, there = (Archive(each.archive).documents("bundled") for each in both)
    assert [each.content for each in kept] == [each.content for each in there]


def test_a_refresh_with_nothing_new_publishes_nothing(both: tuple[Settings, Settings]) -> None:
    assert not refresh(both[1], OFFLINE, TODAY).published


def test_inbox_and_exports_stay_on_this_machine(both: tuple[Settings, Settings]) -> None:
    assert (both[1].inbox, both[1].exports) == (
        REPOSITORY / "data" / "inbox",
        REPOSITORY / "data" / "exports",
    )


def test_the_dashboard_answers_from_object_storage(
    both: tuple[Settings, Settings], variables: dict[str, str], tmp_path: Path
) -> None:
    remote = both[1]
    cache = str(tmp_path / "cache of the server")
    with serving(remote, **variables | {"AMUR_CACHE": cache}) as server:
        name = Store(remote.store).current_name()
        assert requests.get(f"{server}/readyz", timeout=20).text.strip() == name
        for _ in range(6):  # of both workers
            assert requests.get(f"{server}/", timeout=20).ok
        rows = requests.get(f"{server}/api/v1/tables/readings", timeout=20).json()
        assert rows["total"] == 1


def test_old_snapshots_stay_and_older_ones_go_there_and_here(store: Store, tmp_path: Path) -> None:
    for number in range(SNAPSHOTS_KEPT + 2):
        publish(store, number)
        assert numbers(store) == [number, number]
    assert len(list((store.folder / "snapshots").iterdir())) == SNAPSHOTS_KEPT
    assert len(list(tmp_path.glob("cache/*/snapshots/*"))) == SNAPSHOTS_KEPT


def test_a_publish_cut_off_at_any_moment_leaves_the_old_snapshot(
    store: Store, monkeypatch: pytest.MonkeyPatch, another_machine: Callable[[], None]
) -> None:
    publish(store, 0)
    survived = 0
    for cut_at in range(1, 100):
        calls = 0

        def counted(original: Any) -> Any:
            def step(*arguments: Any, **options: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls == cut_at:  # noqa: B023 -- called within this round only
                    raise Crash
                return original(*arguments, **options)

            return step

        with monkeypatch.context() as patch:
            for name in ("write_bytes", "unlink"):
                original = getattr(object_storage.ObjectPath, name)
                patch.setattr(object_storage.ObjectPath, name, counted(original))
            try:
                publish(store, cut_at)
            except Crash:
                survived += 1
            else:
                break
        (store.folder / "lock").unlink(missing_ok=True)
        another = Store(store.folder)
        assert len(set(numbers(another))) == 1
        assert numbers(another)[0] == another.current().manifest["number"]
    assert survived >= STEPS
    publish(store, 999)
    another_machine()
    assert numbers(Store(store.folder)) == [999, 999]
    for folder in (store.folder / "snapshots").iterdir():
        assert (folder / "manifest.json").exists()


def test_a_second_writer_is_told_who_writes_and_what_to_do(store: Store) -> None:
    told = r"s3://amur/.*/store \(process \d+ on .*, for 0 minutes\).*free 120 seconds after"
    with store.writing(), pytest.raises(StoreBusyError, match=told), store.writing():
        pass
    with store.writing():  # it is free again
        pass


def test_one_alone_of_many_writers_gets_the_store(store: Store) -> None:
    lock = store.folder / "lock"
    with ThreadPoolExecutor(8) as people:
        got = list(people.map(lambda _: Lease(lock).take(), range(8)))
    assert got.count(True) == 1


def test_one_alone_of_many_takes_over_what_has_lapsed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock: Any = store.folder / "lock"
    lock.write_bytes(b"of a process that died")
    assert not Lease(lock).take()
    monkeypatch.setattr(lease, "LEASE_SECONDS", -2)
    with ThreadPoolExecutor(8) as people:
        seen = list(people.map(lambda _: lease._seen(lock), range(8)))
        got = list(people.map(lambda each: Lease(lock)._put(IfMatch=each.tag), seen))
    assert got.count(True) == 1


def test_who_has_lost_the_store_publishes_nothing(store: Store) -> None:
    publish(store, 1)
    lock: Any = store.folder / "lock"
    for lost in (lambda: lock.write_bytes(b"another's, who took over"), lock.unlink):
        with store.writing():
            lost()
            with pytest.raises(StoreBusyError, match=r"has taken over .*It has stopped"):
                publish_frames(store, {"a": pd.DataFrame({"number": [2]})}, {})
        lock.unlink(missing_ok=True)
        assert numbers(Store(store.folder)) == [1, 1]
    publish(store, 3)
    assert numbers(store) == [3, 3]


def test_a_holder_is_heard_of_while_it_works(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.2)
    lock: Any = store.folder / "lock"
    with store.writing():
        written = {object_storage.content(lock)}
        deadline = time.monotonic() + 20
        while len(written) < 3 and time.monotonic() < deadline:
            written.add(object_storage.content(lock))
        assert len(written) >= 3
    assert not lock.exists()


KILLED = """
import datetime as dt, sys, time
from pathlib import Path
from etl.refresh import Wish, refresh
from etl.settings import Settings, data_folder

def told(step):
    print("at work", flush=True)
    time.sleep(600)

settings = Settings(data_folder(sys.argv[1]), Path(sys.argv[2]))
refresh(settings, Wish(offline=True), dt.date.today(), told)
"""


def test_the_next_refresh_takes_over_from_one_that_was_killed(
    address: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(small_settings(tmp_path), data=address)
    command = [sys.executable, "-c", KILLED, str(address), str(settings.bundled)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == b"at work\n"
        killed.kill()
    with pytest.raises(StoreBusyError, match=f"process {killed.pid} on"):
        refresh(settings, OFFLINE, TODAY)
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1)
    store = Store(settings.store)
    with store.writing(wait_seconds=30):
        pass
    publish(store, 1)
    assert numbers(store) == [1, 1]


def test_a_writer_leaves_the_lock_of_another_alone(store: Store) -> None:
    lock: Any = store.folder / "lock"
    with store.writing():
        lock.write_bytes(b"another's, after a person removed ours")
    with pytest.raises(StoreBusyError, match="does not say who"), store.writing():
        pass


def test_a_damaged_file_of_the_cache_is_brought_anew(store: Store) -> None:
    publish(store, 7)
    flip(store.current().folder / "a.parquet")
    assert numbers(store) == [7, 7]
    (store.current().folder / "b.parquet").unlink()
    assert numbers(Store(store.folder)) == [7, 7]


def test_a_snapshot_damaged_in_the_storage_is_named_and_published_anew(
    store: Store, another_machine: Callable[[], None]
) -> None:
    publish(store, 1)
    (store.folder / "snapshots" / store.current().name / "a.parquet").write_bytes(b"other bytes")
    another_machine()
    another = Store(store.folder)
    with pytest.raises(NoSnapshotError, match=r"s3://.*damaged \(a\.parquet\)"):
        another.current()
    assert another.current_fact("number") is None  # which makes a refresh build it
    publish(another, 2)
    assert numbers(another) == [2, 2]


def test_a_damaged_document_of_the_archive_is_set_aside(address: Any) -> None:
    archive = Archive(address / "archive")
    body: Any = archive.keep("somebody", Document.of("a", "https://example.org/a", b"figures"))
    assert archive.keep("somebody", Document.of("a", "https://example.org/a", b"figures")) == body
    assert len(archive.receipts()) == 1
    body.write_bytes(b"no gzip")
    archive.set_damaged_aside("somebody")
    assert len(archive.lost("somebody")) == 1
    assert [each.name for each in body.parent.glob("*.damaged")] == [f"{body.name}.damaged"]


def look_aside_done() -> None:
    """Wait until no look at the storage is under way."""
    for thread in threading.enumerate():
        if thread.name == "look-aside":
            thread.join()


def test_a_reader_takes_up_a_publish_and_outlives_the_storage(
    store: Store, unreachable: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "SECONDS_BETWEEN_LOOKS", 0)
    publish(store, 1)
    reader = Store(store.folder)
    assert numbers(reader) == [1, 1]
    publish(store, 2)
    reader.current_name()
    look_aside_done()
    assert numbers(reader) == [2, 2]
    unreachable()
    reader.current_name()
    look_aside_done()
    assert numbers(reader) == [2, 2]
    look_aside_done()


def test_a_storage_that_cannot_be_reached_is_one_sentence(
    store: Store, unreachable: Callable[[], None]
) -> None:
    unreachable()
    with pytest.raises(ObjectStorageError, match=r"s3://amur cannot be used .*AWS_ENDPOINT_URL"):
        store.current()
    with pytest.raises(UnwritableError, match="AWS_ENDPOINT_URL"), store.writing():
        pass


def test_keys_that_are_refused_are_one_sentence(store: Store, endpoint: str) -> None:
    requests.post(f"{endpoint}/moto-api/reset-auth", data="0", timeout=5)  # it asks for keys now
    try:
        with pytest.raises(ObjectStorageError, match=r"\((Forbidden|The AWS Access Key)"):
            store.current()
    finally:
        requests.post(f"{endpoint}/moto-api/reset-auth", data="inf", timeout=5)


def test_keys_that_are_missing_are_one_sentence(
    store: Store, unreachable: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    unreachable()
    with pytest.raises(ObjectStorageError, match="Unable to locate credentials"):
        store.current()


def test_a_missing_bucket_is_named(address: Any) -> None:
    store = Store(data_folder("s3://nowhere/store"))
    with pytest.raises(ObjectStorageError, match="no bucket 'nowhere'"):
        store.current()
    with pytest.raises(UnwritableError, match="no bucket 'nowhere'"), store.writing():
        pass


@pytest.mark.parametrize("wrong", ["gs://bucket/x", "s3://", "http://127.0.0.1/x"])
def test_an_address_of_another_kind_is_told(wrong: str) -> None:
    with pytest.raises(AmurError, match="s3://bucket/prefix was expected"):
        data_folder(wrong)


def test_missing_packages_are_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "etl.object_storage", None)
    with pytest.raises(AmurError, match=r"pip install -e '\.\[objects\]'"):
        data_folder("s3://bucket/prefix")
