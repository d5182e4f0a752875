"""Files that a person saved: China Customs' own pages and the tables of its interactive query.

The query (stats.customs.gov.cn) is walled against robots, so only a person can ask it; it is the
only source of tonnages by eight-digit code for 2025 and later. Files go into `data/inbox/`. The
query's files do not say which way the goods went: their name must hold 'import' or 'export'.

What it rests on: real files of the query in English (quoted, thousands separators, a trailing
comma, at most 10,000 rows); its Chinese columns as public programs that read them name them. What a
file is, is told by its content: many files called '.xls' are HTML. Pages are read by the parser of
`china_customs`. What was read once stays in the archive; to withdraw a file, remove it from
`data/archive/inbox/` too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import quote

from etl import spreadsheets
from etl.archive import Document
from etl.errors import ReadError, UnreadableError
from etl.files import unreadable
from etl.sources import Parsed, Source, Visit, china_customs
from etl.sources._customs_pages import PARTNERS, page_date, tree
from etl.sources._readings import Row, parse_all, reading
from etl.text import decoded

MOST_ROWS = 10_000
PRODUCTS = {"27090000": "crude_oil", "27111100": "lng", "27112100": "pipeline_gas"}
"""Codes that are alone under their heading, and so are the whole product."""
COLUMNS = {
    "month": ("Date of data", "数据年月"),
    "partner": ("Trading partner", "贸易伙伴名称"),
    "code": ("Commodity code", "商品编码"),
    "quantity": ("Quantity", "第一数量"),
    "unit": ("Unit", "第一计量单位"),
}
"""Each column and its name in the English and in the Chinese query."""
CURRENCIES = {"US dollar": "USD", "美元": "USD", "Renminbi Yuan": "CNY", "人民币": "CNY"}
KILOGRAMS = {"Kilogram", "千克"}
FLOWS = {"import": "import", "进口": "import", "export": "export", "出口": "export"}
Record = dict[str, str]


def fetch(visit: Visit) -> Iterator[Document]:
    """Every file of the inbox that is not kept yet.

    Raises UnreadableError once all others have been given.
    """
    kept = {(document.name, document.sha256) for document in visit.kept}
    unread = []
    for path in sorted(visit.inbox.glob("[!.]*")):
        try:
            document = _saved(path, visit.today) if path.is_file() else None
        except OSError as error:
            unread.append(str(unreadable(path, error)))
            continue
        if document and (document.name, document.sha256) not in kept:
            yield document
    if unread:
        raise UnreadableError(f"inbox: {' '.join(unread)}")


def _saved(path: Path, today: dt.date) -> Document:
    address = f"http://stats.customs.gov.cn/#{quote(path.name)}"
    return Document.of(path.name, address, path.read_bytes(), learned=today)


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Totals by month from pages, values and weights by eight-digit code from tables."""
    return parse_all("inbox", SOURCE.publisher, read, documents, today, _published, kind="copy")


def _published(document: Document) -> str:
    return page_date(document) if _is_page(document) else ""


def _is_page(document: Document) -> bool:
    return document.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def read(document: Document) -> Iterable[Row]:
    """The rows of one file; raises ReadError."""
    cells = _cells(document)
    header = next((at for at, row in enumerate(cells) if _found(row, COLUMNS["month"])), None)
    if header is not None:
        return list(_query_rows(_flow(document.name), _records(cells[header], cells[header + 1 :])))
    if _is_page(document):
        return china_customs.read(document)
    raise ReadError(
        f"no column {COLUMNS['month'][0]!r}: save the query's own table or the publisher's page"
    )


def _cells(document: Document) -> list[list[str]]:
    """The file's table as rows of text, by what the file is, not by what it is called."""
    if spreadsheets.is_workbook(document.content):
        return spreadsheets.rows(document.content)
    if _is_page(document):
        rows = tree(document).xpath("//tr")
        return [[cell.text_content().strip() for cell in row] for row in rows]
    return [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(decoded(document.content), newline=""))
    ]


def _found(header: list[str], names: Iterable[str]) -> str | None:
    return next((name for name in names if name in header), None)


def _records(header: list[str], rows: list[list[str]]) -> list[Record]:
    """The rows of Russia with our names of columns, and `currency`."""
    names = {ours: _found(header, theirs) for ours, theirs in COLUMNS.items()}
    names["value"] = _found(header, CURRENCIES)
    missing = [COLUMNS.get(ours, tuple(CURRENCIES))[0] for ours, name in names.items() if not name]
    if missing:
        raise ReadError(f"columns {', '.join(missing)} are missing: save the query's own table")
    if len(rows) >= MOST_ROWS:
        raise ReadError(f"{len(rows):,} rows: as many as the query gives, so some are missing")
    at = {ours: header.index(name) for ours, name in names.items() if name}
    records = [
        {ours: row[place] for ours, place in at.items()}
        | {"currency": CURRENCIES[str(names["value"])]}
        for row in rows
        if len(row) > max(at.values())
    ]
    russian = [row for row in records if PARTNERS.get(row["partner"]) == "RUS"]
    if not russian:
        raise ReadError("no row of Russia among the trading partners")
    return russian


def _flow(name: str) -> str:
    flows = {flow for word, flow in FLOWS.items() if word in name.lower()}
    if len(flows) != 1:
        raise ReadError("the file does not say which way: put 'import' or 'export' in its name")
    return flows.pop()


def _query_rows(flow: str, records: list[Record]) -> Iterator[Row]:
    """Sums over customs regimes, a row a month and code; weights only where all are kilograms."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((_month(record["month"]), record["code"].zfill(8)), []).append(record)
    for (month, code), rows in groups.items():
        product = PRODUCTS.get(code, f"HS{code}")
        series = ("GACC", "CHN", "RUS", flow, product)
        when = ("month", month)
        printed = (f"{_sum(rows, 'value'):.0f}", rows[0]["currency"], "1")
        yield reading((*series, "value"), when, printed)
        if {row["unit"] for row in rows} <= KILOGRAMS:
            yield reading((*series, "quantity"), when, (f"{_sum(rows, 'quantity'):.0f}", "kg", "1"))


def _month(cell: str) -> str:
    if len(cell) != len("202501") or not cell.isdigit():
        raise ReadError(f"{cell!r} is no month such as 202501: ask the query for months")
    return f"{cell[:4]}-{cell[4:]}"


def _sum(rows: list[Record], column: str) -> Decimal:
    try:
        return sum((Decimal(row[column].replace(",", "")) for row in rows), Decimal())
    except InvalidOperation as error:
        raise ReadError(f"column {column}: a cell is no number") from error


SOURCE = Source(
    name="inbox",
    publisher="General Administration of Customs of China",
    licence="Official statistics; cite the publisher",
    redistributable=True,
    cadence="whenever a file is saved to data/inbox/",
    fetch=fetch,
    parse=parse,
    archived=True,
    feeds=("trade_monthly", "denominators", "energy", "sectors"),
)
