"""What a malformed bundled row gets: file, line, column, expectation; and the old store stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.contracts import ContractError
from etl.errors import AmurError
from etl.refresh import Wish, refresh
from etl.settings import Settings
from etl.store import Store
from tests.conftest import TODAY

GOOD = "GACC,CHN,RUS,import,TOTAL,value,month,2022-03,7.85,USD billion,0.01,,published,{source},\n"
SOURCE = "tass-20230113-year"


def add(settings: Settings, row: str, file: str = "trade_monthly.csv") -> None:
    """Append a row to a bundled file; a good first row stands on line 2."""
    with (settings.bundled / file).open("a", encoding="utf-8") as handle:
        handle.write(row)


def row(**changes: str) -> str:
    """The good row with some of its text replaced."""
    text = GOOD.format(source=SOURCE)
    for old, new in changes.items():
        assert BY_NAME[old] in text
        text = text.replace(BY_NAME[old], new, 1)
    return text


BY_NAME = {
    "statistic": "GACC",
    "product": "TOTAL",
    "value": "7.85",
    "unit": "USD billion",
    "period": "2022-03",
    "source": SOURCE,
    "precision": "0.01",
    "partner": "RUS",
}


@pytest.mark.parametrize(
    ("bad", "column", "expected"),
    [
        (row(statistic="XYZ"), "statistic", "one of GACC"),
        (row(product="candy floss"), "product", "HS code"),
        (row(value="seven"), "value", "plain decimal number"),
        (row(value="7,85"), "-", "15 fields"),
        (row(unit="USD zillion"), "unit", "one of USD"),
        (row(period="2022-13"), "period", "form of its span"),
        (row(period="2026-12"), "period", "has ended by 2026-11-24"),
        (row(source="nobody-20200101-x"), "source", "stands in sources.csv"),
        (row(precision="-1"), "precision", "positive decimal"),
        (row(partner="Mars"), "partner", "one of CHN"),
        (row() + row(), "source", "duplicate key"),
        (row(value="101", unit="%"), "value", "between 0 and 100"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_column(
    built: Settings, bad: str, column: str, expected: str
) -> None:
    before = Store(built.store).current_name()
    add(built, bad)
    with pytest.raises(ContractError) as caught:
        refresh(built, Wish(offline=True), TODAY)
    fault = caught.value.faults[0]
    assert fault.file == "trade_monthly.csv"
    assert fault.line == 2 + bad.count("\n")
    assert fault.column == column
    assert expected in fault.expected
    assert f"line {fault.line}" in str(caught.value)
    assert Store(built.store).current_name() == before
    assert len(Store(built.store).current().table("readings")) == 1


@pytest.mark.parametrize("day", ["2023-02-30", "0000"])
def test_a_document_of_a_day_that_no_calendar_has_is_named(small: Settings, day: str) -> None:
    add(small, f"x-2023,X,agency,X,https://example.org/x,en,{day}\n", "sources.csv")
    with pytest.raises(ContractError, match=rf"sources.csv, line 3, column published: '{day}'"):
        refresh(small, Wish(offline=True), TODAY)


def test_every_fault_of_every_file_is_listed_at_once(small: Settings) -> None:
    add(small, row(value="a") + row(unit="b"))
    add(small, "2024-13-01,nine,,1,trade_turnover,,X,Y,,yuan,s,\n", "settlement_statements.csv")
    with pytest.raises(ContractError) as caught:
        refresh(small, Wish(offline=True), TODAY)
    places = {(fault.file, fault.line, fault.column) for fault in caught.value.faults}
    assert places == {
        ("trade_monthly.csv", 3, "value"),
        ("trade_monthly.csv", 4, "unit"),
        ("settlement_statements.csv", 3, "date"),
        ("settlement_statements.csv", 3, "share"),
    }


def _rename_header(folder: Path) -> None:
    path = folder / "events.csv"
    path.write_text(path.read_text().replace("name_en", "name"))


def _latin_bytes(folder: Path) -> None:
    (folder / "events.csv").write_bytes(b"date,name_en\n\xff\xfe")


def _stranger(folder: Path) -> None:
    (folder / "notes.csv").write_text("a,b\n")


def _absent(folder: Path) -> None:
    (folder / "events.csv").unlink()


def _huge_cell(folder: Path) -> None:
    with (folder / "events.csv").open("a", encoding="utf-8") as handle:
        handle.write('2020-01-01,"' + "x" * 200_000 + '",a,b,energy,s\n')


def _quote_without_end(folder: Path) -> None:
    with (folder / "events.csv").open("a", encoding="utf-8") as handle:
        handle.write('2020-01-01,"never ends,a,b,energy,s\n')


def _empty(folder: Path) -> None:
    (folder / "events.csv").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "file", "expected"),
    [
        (_rename_header, "events.csv", "date,name_en"),
        (_latin_bytes, "events.csv", "UTF-8"),
        (_stranger, "notes.csv", "one of trade_monthly"),
        (_absent, "events.csv", "the file beside"),
        (_huge_cell, "events.csv", "well-formed CSV"),
        (_quote_without_end, "events.csv", "6 fields"),
        (_empty, "events.csv", "date,name_en"),
    ],
)
def test_a_bad_file_is_named(
    small: Settings, spoil: Callable[[Path], None], file: str, expected: str
) -> None:
    spoil(small.bundled)
    with pytest.raises(ContractError) as caught:
        refresh(small, Wish(offline=True), TODAY)
    assert caught.value.faults[0].file == file
    assert expected in caught.value.faults[0].expected


def test_a_folder_without_tables_says_where_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(AmurError, match="AMUR_BUNDLED"):
        refresh(Settings(tmp_path / "data", tmp_path / "nothing"), Wish(offline=True), TODAY)
