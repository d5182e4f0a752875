"""China Customs (GACC): trade by country from the English site, monthly, in thousand dollars.

What it rests on. The site http://english.customs.gov.cn is server-rendered and without a wall; the
Chinese hosts are walled against robots and are not asked. Index pages list one row a table with a
link a month (links cannot be derived, so the indexes are walked). Used are

- the Monthly Bulletin's table 'Imports and Exports by Country (Region) of Origin/Destination'
  (2018 to now; ten columns: month and year to date of total, exports, imports, then changes; the
  January page has seven), status published;
- its tables 'Exports (Imports) by Selected Countries (Regions) and by HS Divisions', read by
  their header: no English page of them was seen, so another layout, or none of Russia, is refused;
- the preliminary release's section 'Total Export & Import Values by Country/Region (in USD)' and
  '(in CNY)', days after the month, status provisional. Before 2019 it was a picture: no figures.

Columns are told by their header, the period by the target page's own title, the currency by title
and unit row together; a page where they disagree is set aside. January–February stay together where
the release has them so. Exports are FOB by last known destination, imports CIF by origin.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml import html

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._customs_pages import (
    FLOWS,
    MONTHS,
    NUMBER,
    PARTNERS,
    currency,
    page_date,
    page_title,
    period,
    split,
    table,
    tree,
)
from etl.sources._customs_sectors import read_sectors, sector_flow
from etl.sources._readings import Row, parse_all, reading

INDEXES = {"monthly": ("bulletin", 2018), "preliminary": ("preliminary", 2019)}
"""Each index page, the kind of its documents, and the first year whose pages hold figures."""
REVISEDMONTHS = 13
"""How many months back the publisher is known to revise without a new address."""
_COUNTRY_TABLES = re.compile(r"by\s+(Major\s+)?Country", re.IGNORECASE)


def fetch(visit: Visit) -> Iterator[Document]:
    """Index pages, then each page of trade by country that they link and that is not kept yet."""
    for year in range(int(visit.since[:4]), visit.today.year + 1):
        for page, (kind, first) in INDEXES.items():
            if year < first:
                continue
            index = _index(visit, page, kind, year)
            yield index
            yield from _linked(visit, index, kind, year)


def _index(visit: Visit, page: str, kind: str, year: int) -> Document:
    suffix = "" if year == visit.today.year else str(year)
    address = f"{visit.address}/statics/report/{page}{suffix}.html"
    kept = visit.newest(f"index {kind} {year}")
    if kept and year < visit.today.year - 1 and not visit.full:
        return kept
    return visit.ask(f"index {kind} {year}", address, expects="html") or kept or _nothing(address)


def _nothing(address: str) -> Document:
    raise ReadError(f"{address} says that nothing changed, but nothing is kept of it.")


def _linked(visit: Visit, index: Document, kind: str, year: int) -> Iterator[Document]:
    kept = {document.name for document in visit.kept}
    oldest = visit.today.year * 12 + visit.today.month - REVISEDMONTHS
    linked = [(kind, *link) for link in links(index)]
    if kind == "bulletin":
        linked += sector_links(index)
    for sort, month, address in linked:
        # The publisher's own host is the only one asked, whatever a link says.
        path = urlsplit(address).path
        name = f"{sort} {year}-{month:02d} {path.rsplit('/', 1)[-1].removesuffix('.html')}"
        revisable = visit.today.month in (1, 7) and year * 12 + month >= oldest
        if name in kept and not visit.full and not revisable:
            continue
        if f"{year}-{month:02d}" >= visit.since:
            found = visit.ask(name, f"{visit.address}{path}", expects="html")
            if found:
                yield found


def links(index: Document) -> list[tuple[int, str]]:
    """Month and address of each published page of trade by country; raises ReadError."""
    rows = tree(index).xpath("//tr[td]")
    wanted = [row for row in rows if _COUNTRY_TABLES.search(row[0].text_content())]
    wanted = [row for row in wanted if "Selected" not in row[0].text_content()]
    if not wanted:
        raise ReadError("the index lists no table by country: its form has changed")
    return [link for row in wanted for link in _months_of(row)]


def sector_links(index: Document) -> list[tuple[str, int, str]]:
    """Kind of document, month and address of each page of trade by country and HS division."""
    return [
        (f"sectors {flow}", *link)
        for row in tree(index).xpath("//tr[td]")
        if (flow := sector_flow(row[0].text_content()))
        for link in _months_of(row)
    ]


def _months_of(row: html.HtmlElement) -> list[tuple[int, str]]:
    """Month and address of each link of an index's row."""
    anchors = [
        (a.text_content().strip()[:3].lower(), a.get("href")) for a in row.xpath(".//a[@href]")
    ]
    return [(MONTHS.index(word) + 1, address) for word, address in anchors if word in MONTHS]


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Totals with Russia (and with the world) by month and year to date."""
    return parse_all(
        "china_customs",
        SOURCE.publisher,
        lambda document: (read_sectors if document.name.startswith("sectors ") else read)(document),
        [each for each in documents if not each.name.startswith("index ")],
        today,
        page_date,
    )


def read(document: Document) -> Iterable[Row]:
    """The rows of one page of trade by country; raises ReadError where the form is another."""
    title = page_title(document)
    year, month = period(title)
    cells = table(document)
    unit, precision = currency(title, cells)
    status = "published" if "Origin/Destination" in title else "provisional"
    header, body = split(cells)
    columns = [_column(label, month) for label in header]
    if {column[0] for column in columns if column} != set(FLOWS.values()):
        raise ReadError(f"no columns of total, exports and imports among {header}")
    found: list[Row] = []
    for cell in body:
        partner = PARTNERS.get(cell[0])
        if partner:
            found += _row(cell, columns, partner, (year, month), (unit, precision), status)
    if not any(row["partner"] == "RUS" for row in found):
        raise ReadError("no row of Russia")
    _add_up(found)
    return found


def _row(
    cells: list[str],
    columns: list[tuple[str, str] | None],
    partner: str,
    when: tuple[int, int],
    unit: tuple[str, str],
    status: str,
) -> Iterator[Row]:
    for column, cell in zip(columns, cells, strict=True):
        number = cell.replace(",", "")
        if column is None or not NUMBER.fullmatch(number):
            continue  # '############' and '-' are not published
        flow, span = column
        if when[1] == 1 and span == "ytd":
            continue  # January to date is January
        yield reading(
            ("GACC", "CHN", partner, flow, "TOTAL", "value"),
            (span, f"{when[0]}-{when[1]:02d}"),
            (number, *unit),
            status,
        )


def _add_up(rows: list[Row]) -> None:
    """Exports and imports must make the total, within the rounding of three printed numbers."""
    values = {(row["partner"], row["span"], row["flow"]): float(row["value"]) for row in rows}
    for (partner, span, flow), value in values.items():
        parts = [values.get((partner, span, part)) for part in ("export", "import")]
        if flow == "total" and None not in parts:
            apart = abs(value - sum(part for part in parts if part is not None))
            if apart > 1.5 * float(rows[0]["precision"]):
                raise ReadError(f"exports and imports miss the total of {partner} by {apart:g}")


def _column(label: str, month: int) -> tuple[str, str] | None:
    """Flow and span of a column, from its header lines joined by '|'; None for any other."""
    heads = [part.strip().lower() for part in label.split("|")]
    flow = FLOWS.get(heads[0])
    if flow is None:
        return None
    span = re.sub(r"[\s-]", "", heads[-1])
    if span == f"1to{month}":
        return flow, "ytd"
    return (flow, "month") if span.rstrip(".") in (str(month), MONTHS[month - 1]) else None


SOURCE = Source(
    name="china_customs",
    publisher="General Administration of Customs of China",
    licence="Official statistics; cite the publisher",
    redistributable=True,
    cadence="monthly: preliminary from the 7th, bulletin from the 18th",
    fetch=fetch,
    parse=parse,
    address="http://english.customs.gov.cn",
    release_days=tuple(range(7, 32)),
    feeds=("trade_monthly", "denominators", "sectors"),
)
