"""Files that a person saved: told by their content, in every form that the query gives."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pandas as pd
import pytest

from etl.archive import Document
from etl.errors import ReadError
from etl.refresh import Wish, refresh
from etl.settings import Settings
from etl.sources import inbox
from etl.sources._readings import Row
from etl.store import Store
from tests.conftest import TODAY
from tests.publishers import bulletin_page

ENGLISH = [
    *("Date of data", "Trading partner code", "Trading partner", "Commodity code", "Commodity"),
    *("Customs Regime code", "Customs Regime", "Quantity", "Unit", "Supplimentary Quantity"),
    *("Supplimentary Unit", "US dollar"),
]
CHINESE = [
    *("数据年月", "贸易伙伴编码", "贸易伙伴名称", "商品编码", "商品名称", "贸易方式编码"),
    *("贸易方式名称", "第一数量", "第一计量单位", "第二数量", "第二计量单位", "人民币"),
]
CRUDE = ["202503", "344", "Russia", "27090000", "Crude oil", "10", "Ordinary Trade"]
ROWS = [
    [*CRUDE, "1,000,000", "Kilogram", "0", "-", "500,000"],
    [*CRUDE[:5], "19", "Border trade", "2,000", "Kilogram", "0", "-", "1,000"],
    [*CRUDE[:3], "87032361", "Cars", "10", "Ordinary Trade", "8", "Unit", "9", "Kilogram", "70"],
    ["202503", "210", "Ceuta", *CRUDE[3:], "5", "Kilogram", "0", "-", "9"],
]
SERIES = {
    ("crude_oil", "value"): "501000",
    ("crude_oil", "quantity"): "1002000",
    ("HS87032361", "value"): "70",
}


def as_csv(header: list[str], rows: list[list[str]]) -> str:
    """The query's own form: every cell quoted, a comma at the end of the line."""
    return "".join("".join(f'"{cell}",' for cell in row) + "\r\n" for row in [header, *rows])


def as_workbook(header: list[str], rows: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame(rows, columns=header).to_excel(buffer, index=False)
    return buffer.getvalue()


def as_html(header: list[str], rows: list[list[str]]) -> bytes:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in [header, *rows])
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode()


def read(content: bytes, name: str = "import 2025.csv") -> list[Row]:
    return list(inbox.read(Document.of(name, "http://x", content, learned=TODAY)))


def values(rows: list[Row]) -> dict[tuple[str, str], str]:
    return {(row["product"], row["measure"]): row["value"] for row in rows}


FORMS = {
    "UTF-8": as_csv(ENGLISH, ROWS).encode(),
    "UTF-8 with its mark": as_csv(ENGLISH, ROWS).encode("utf-8-sig"),
    "GB18030": as_csv(ENGLISH, ROWS).encode("gb18030"),
    "XLSX": as_workbook(ENGLISH, ROWS),
    "XLS": (Path(__file__).parent / "documents" / "customs_query.xls").read_bytes(),
    "HTML called XLS": as_html(ENGLISH, ROWS),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS.keys())
def test_the_querys_table_is_summed_over_regimes_in_every_form(content: bytes) -> None:
    rows = read(content, "import of 2025.xls")
    assert values(rows) == SERIES
    assert {(row["partner"], row["flow"], row["period"]) for row in rows} == {
        ("RUS", "import", "2025-03")
    }


def test_the_chinese_query_is_read_in_its_own_currency() -> None:
    russian = [["俄罗斯联邦" if cell == "Russia" else cell for cell in row] for row in ROWS]
    kilograms = [["千克" if cell == "Kilogram" else cell for cell in row] for row in russian]
    rows = read(as_csv(CHINESE, kilograms).encode("gb18030"), "出口.csv")
    assert values(rows) == SERIES
    assert {row["unit"] for row in rows} == {"CNY", "kg"}
    assert {row["flow"] for row in rows} == {"export"}


def test_the_real_form_of_the_query_is_known(specimens: Path) -> None:
    for path in sorted((specimens / "china_customs").glob("stats_query_*.csv")):
        with pytest.raises(ReadError, match="no row of Russia"):
            read(path.read_bytes(), f"export {path.name}")


def test_a_saved_page_of_the_publisher_is_read_as_such() -> None:
    page = bulletin_page(2026, 6, 3_000, 4_000, (18_000, 24_000)).body
    assert {row["status"] for row in read(page, "page.html")} == {"published"}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (FORMS["UTF-8"], "2025.csv", "put 'import' or 'export' in its name"),
        (as_csv(ENGLISH[:-1], ROWS).encode(), "import.csv", "columns US dollar are missing"),
        (as_csv(ENGLISH, ROWS * 2500).encode(), "import.csv", "10,000 rows"),
        (as_csv(ENGLISH, ROWS).replace("202503", "2025").encode(), "import.csv", "no month"),
        (as_csv(ENGLISH, ROWS).replace("500,000", "much").encode(), "import.csv", "no number"),
        (b"PK\x03\x04 half a workbook", "import.xlsx", "not a workbook"),
        (b"a,b\n1,2\n", "import.csv", "no column 'Date of data'"),
        (b"\xff\xff\xff", "import.csv", "neither UTF-8 nor GB18030"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content: bytes, name: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read(content, name)


def test_a_workbook_that_would_unpack_to_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("etl.spreadsheets.MOST_UNPACKED", 1000)
    with pytest.raises(ReadError, match="would unpack to"):
        read(FORMS["XLSX"])


def test_a_saved_file_joins_the_tables_stays_and_is_corrected_by_its_successor(
    small: Settings,
) -> None:
    small.inbox.mkdir(parents=True)
    saved = small.inbox / "import 2025-03.csv"
    saved.write_bytes(FORMS["GB18030"])
    assert refresh(small, Wish(offline=True), TODAY).health["inbox"].set_aside == {}
    assert crude(small) == {1002.0}
    assert not refresh(small, Wish(offline=True), TODAY).published
    saved.write_bytes(FORMS["UTF-8"].replace(b"1,000,000", b"1,500,000"))
    refresh(small, Wish(offline=True), TODAY)
    saved.unlink()
    (small.inbox / "notes.docx").write_bytes(b"PK no workbook")
    outcome = refresh(small, Wish(offline=True), TODAY)
    assert crude(small) == {1502.0}
    assert "notes.docx" in str(outcome.health["inbox"].set_aside)


def crude(settings: Settings) -> set[float]:
    """Tonnes of crude in March 2025."""
    table = Store(settings.store).current().table("energy_flows")
    return set(table[(table["product"] == "crude_oil") & (table["unit"] == "t")]["value"])


def test_a_file_that_cannot_be_read_is_told_and_stops_no_other(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.inbox.mkdir(parents=True)
    locked = small.inbox / "import 2025-02.csv"
    for path in (locked, small.inbox / "import 2025-03.csv"):
        path.write_bytes(FORMS["UTF-8"])
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    failure = refresh(small, Wish(offline=True), TODAY).health["inbox"].failure
    assert str(failure).startswith(f"inbox: Cannot read {locked} (Permission denied).")
    assert crude(small) == {1002.0}
