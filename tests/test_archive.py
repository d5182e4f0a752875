"""The archive keeps every document once, byte for byte."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.archive import Archive, Document
from etl.errors import DamagedArchiveError, UnreadableError, UnwritableError


@settings(max_examples=30)
@given(st.binary(max_size=2000))
def test_what_was_kept_reads_back(tmp_path_factory, content: bytes) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path_factory.mktemp("archive"))
    document = Document.of("a.csv", "file:///a.csv", content)
    archive.keep("bundled", document)
    assert archive.read("bundled", document.sha256) == content


def test_the_same_content_is_kept_once_with_when_and_whence(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    document = Document.of("a.csv", "file:///a.csv", b"1\n")
    archive.keep("bundled", document)
    before = sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*.*"))
    archive.keep("bundled", document)
    assert sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")) == before
    receipt = json.loads(next(tmp_path.rglob("*.json")).read_text())
    assert receipt["address"] == "file:///a.csv"
    assert receipt["bytes"] == 2
    assert receipt["first_seen"].startswith("20")


def test_a_document_without_its_receipt_is_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    document = Document.of("a.csv", "file:///a.csv", b"whole")
    body = archive.keep("bundled", document)
    next(tmp_path.rglob("*.json")).unlink()
    body.write_bytes(b"cut off")
    archive.keep("bundled", document)
    assert archive.read("bundled", document.sha256) == b"whole"


def test_what_an_address_gives_again_after_something_else_is_its_newest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, other = (Document.of("a", "http://x/a", content) for content in (b"1", b"2"))
    for document in (first, other, first, first):
        archive.keep("x", document)
    assert [each.content for each in archive.documents("x")] == [b"1", b"2", b"1"]
    assert len(list(tmp_path.glob("*/*/*.gz"))) == 2


def test_a_list_of_documents_holds_no_content(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    body = archive.keep("x", Document.of("a", "http://x/a", b"figures"))
    (listed,) = archive.documents("x")
    assert (listed.name, listed.size, listed.content) == ("a", 7, b"figures")
    body.write_bytes(b"spoilt")
    with pytest.raises(DamagedArchiveError, match="is damaged"):
        _ = listed.content


def failing(fault: int) -> object:
    """A method of a path that fails as the system does."""

    def fail(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    return fail


@pytest.mark.parametrize("fault", [errno.EACCES, errno.EMFILE, errno.EIO])
def test_a_document_that_cannot_be_read_now_is_told_and_not_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    archive = Archive(tmp_path)
    body = archive.keep("x", Document.of("a", "http://x/a", b"figures"))
    monkeypatch.setattr(Path, "read_bytes", failing(fault))
    with pytest.raises(UnreadableError, match=rf"Cannot read {body} .*permissions or the disk"):
        archive.set_damaged_aside("x")
    assert body.exists()


def test_a_folder_that_lets_nothing_be_set_aside_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.keep("x", Document.of("a", "http://x/a", b"figures")).write_bytes(b"spoilt")
    monkeypatch.setattr(Path, "rename", failing(errno.EACCES))
    with pytest.raises(UnwritableError, match=r"Cannot write .*\.gz \(Permission denied\)"):
        archive.set_damaged_aside("x")


def test_what_came_while_the_clock_was_ahead_is_not_the_last_for_ever(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep("x", Document.of("a", "http://x/a", b"1", learned=dt.date(2100, 1, 1)))
    receipt = next(tmp_path.rglob("*.json"))
    facts = json.loads(receipt.read_text()) | {"first_seen": "2100-01-01T00:00:00.000000+00:00"}
    receipt.write_text(json.dumps(facts))
    for _ in range(3):
        archive.keep("x", Document.of("a", "http://x/a", b"2", learned=dt.date(2026, 1, 1)))
    assert len(archive.receipts()) == 2
    assert [each.content for each in archive.documents("x")] == [b"1", b"2"]
    assert [each.learned for each in archive.documents("x")] == [dt.date(2100, 1, 1)] * 2


def test_a_damaged_receipt_is_told_with_what_to_do(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    document = Document.of("a", "http://x/a", b"figures")
    archive.keep("x", document)
    receipt = next(tmp_path.rglob("*.json"))
    receipt.write_bytes(receipt.read_bytes()[:20])
    for read in (lambda: archive.documents("x"), lambda: archive.keep("x", document)):
        with pytest.raises(DamagedArchiveError, match=rf"{receipt} is damaged .* backup"):
            read()
