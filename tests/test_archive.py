"""The archive keeps every document once, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.archive import Archive, Document
from etl.errors import DamagedArchiveError


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
