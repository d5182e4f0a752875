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
import io
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pandas as pd
from lxml import html

from etl.archive import Document
from etl.errors import ReadError
from etl.harmonized_system import SECTIONS
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading
from etl.text import decoded

INDEXES = {"monthly": ("bulletin", 2018), "preliminary": ("preliminary", 2019)}
"""Each index page, the kind of its documents, and the first year whose pages hold figures."""
REVISED_MONTHS = 13
"""How many months back the publisher is known to revise without a new address."""
PARTNERS = {
    "Russia": "RUS",
    "Russian Federation": "RUS",
    "俄罗斯": "RUS",
    "俄罗斯联邦": "RUS",
    "TOTAL": "WLD",
    "Total": "WLD",
}
FLOWS = {
    "total": "total",
    "export & import": "total",
    "exports": "export",
    "export": "export",
    "imports": "import",
    "import": "import",
}
UNITS = {
    "us$1,000": ("USD thousand", "1"),
    "usd1 million": ("USD million", "0.1"),
    "usd 1 million": ("USD million", "0.1"),
    "cny 100 million": ("CNY 100 million", "0.1"),
    "rmb¥10,000": ("CNY 10 thousand", "1"),
}
_NUMBER = re.compile(r"\d+(\.\d+)?")
_ROMAN = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"),
    *("XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"),
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SECTOR_TABLES = re.compile(
    r"(Exports|Imports) by Selected Countries.*(Section|Division)", re.IGNORECASE
)
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
    oldest = visit.today.year * 12 + visit.today.month - REVISED_MONTHS
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
        if (flow := _sector_flow(row[0].text_content()))
        for link in _months_of(row)
    ]


def _months_of(row: html.HtmlElement) -> list[tuple[int, str]]:
    """Month and address of each link of an index's row."""
    anchors = [
        (a.text_content().strip()[:3].lower(), a.get("href")) for a in row.xpath(".//a[@href]")
    ]
    return [(_MONTHS.index(word) + 1, address) for word, address in anchors if word in _MONTHS]


def _sector_flow(title: str) -> str | None:
    """The flow that the title of a table by country and HS division names; None for any other."""
    found = _SECTOR_TABLES.search(" ".join(title.split()))
    return FLOWS[found[1].lower()] if found else None


def parse(documents: list[Document], today: dt.date) -> Parsed:
    """Totals with Russia (and with the world) by month and year to date."""
    return parse_all(
        "china_customs",
        SOURCE.publisher,
        lambda document: (read_sectors if document.name.startswith("sectors ") else read)(document),
        [each for each in documents if not each.name.startswith("index ")],
        today,
        page_date,
    )


def read_sectors(document: Document) -> Iterable[Row]:
    """Russia's columns of one page of trade by country and HS division.

    Raises ReadError where the layout is another, Russia is not among the countries, or chapters
    make more than their section.
    """
    title = page_title(document)
    flow = _sector_flow(title)
    if flow is None:
        raise ReadError(f"the title {title!r} is not of exports or imports by HS division")
    year, month = period(title)
    cells = table(document)
    printed = currency(title, cells)
    header, body = split(cells)
    columns = {at: span for at, label in enumerate(header) if (span := _russias(label, month))}
    if not columns:
        raise ReadError("Russia is not among the countries of the header, or the layout is another")
    found = [
        reading(
            ("GACC", "CHN", "RUS", flow, product, "value"),
            (span, f"{year}-{month:02d}"),
            (row[at].replace(",", ""), *printed),
        )
        for row in body
        if (product := division(row[0]))
        for at, span in columns.items()
        if _NUMBER.fullmatch(row[at].replace(",", "")) and not (month == 1 and span == "ytd")
    ]
    if not any(row["product"].startswith("HS") for row in found):
        raise ReadError("no row of a chapter: the layout is another")
    _chapters_fit(found)
    return found


def _russias(label: str, month: int) -> str | None:
    """The span of a column of Russia, from its header lines joined by '|'; None for any other."""
    heads = [part.strip() for part in label.split("|")]
    if not any(PARTNERS.get(head) == "RUS" for head in heads):
        return None
    span = re.sub(r"[\s-]", "", heads[-1].lower())
    if span == str(month):
        return "month"
    return "ytd" if span in (f"1to{month}", "russia") else None


def division(label: str) -> str:
    """The product of a row's label: 'S05' for 'Section V …', 'HS27' for '27 …', '' for others."""
    section = re.match(r"Section\s+([IVX]+)\b", label, re.IGNORECASE)
    if section and section[1].upper() in _ROMAN:
        return f"S{_ROMAN.index(section[1].upper()) + 1:02d}"
    chapter = re.match(r"(?:Chapter|Division)?\s*(\d{1,2})\b(?![.,%\d])", label, re.IGNORECASE)
    return f"HS{int(chapter[1]):02d}" if chapter and 1 <= int(chapter[1]) <= 99 else ""


def _chapters_fit(rows: list[Row]) -> None:
    """Chapters must not make more than their section, or a row of percentages was taken for one."""
    values = {(row["span"], row["product"]): float(row["value"]) for row in rows}
    for (span, product), value in values.items():
        if product in SECTIONS:
            parts = [
                values.get((span, f"HS{chapter:02d}"), 0.0) for chapter in SECTIONS[product][1]
            ]
            if sum(parts) > value * 1.001 + len(parts):
                raise ReadError(
                    f"the chapters of {product} make {sum(parts):g}, more than {value:g}"
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
        if column is None or not _NUMBER.fullmatch(number):
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
    return (flow, "month") if span.rstrip(".") in (str(month), _MONTHS[month - 1]) else None


def table(document: Document) -> list[list[str]]:
    """The page's largest table as rows of cells, spans filled; raises ReadError."""
    tables = tree(document).xpath("//table[.//td]")
    if not tables:
        raise ReadError("the page has no table: it may show a picture")
    largest = max(tables, key=lambda each: len(each.xpath(".//td")))
    widths = [sum(int(cell.get("colspan", 1)) for cell in row) for row in largest.iter("tr")]
    frame = pd.read_html(
        io.StringIO(html.tostring(largest, encoding="unicode")),
        flavor="lxml",
        converters=dict.fromkeys(range(max(widths)), str),
        keep_default_na=False,
    )[0]
    return [[_clean(cell) for cell in row] for row in frame.itertuples(index=False)]


def _clean(cell: object) -> str:
    text = "" if cell is None or cell != cell else str(cell)
    return " ".join(text.replace("\xa0", " ").replace("（", "(").replace("）", ")").split())


def split(cells: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Header labels (lines joined by '|') and body of a table; raises ReadError."""
    wordless = (at for at, row in enumerate(cells) if not re.search("[A-Za-z]", "".join(row[1:])))
    first = next(wordless, None)
    if first is None:
        raise ReadError("no row of figures")
    lines = [row for row in cells[:first] if len(set(row)) > 1]
    width = range(len(cells[0]))
    labels = ["|".join(dict.fromkeys(row[at] for row in lines if row[at])) for at in width]
    return labels, cells[first:]


def currency(title: str, cells: list[list[str]]) -> tuple[str, str]:
    """Unit and precision of the unit row; raises ReadError where the title names another."""
    line = next((row[-1] for row in cells if row[-1].lower().startswith("unit")), "")
    name = re.sub(r"^unit\s*[::]\s*", "", line, flags=re.IGNORECASE).lower().replace("￥", "¥")
    if name not in UNITS:
        raise ReadError(f"unit row {line!r} is not one of {', '.join(UNITS)}")
    stated = re.search(r"\(in (CNY|USD)\)", title)
    if stated and not UNITS[name][0].startswith(stated[1]):
        raise ReadError(f"the title says {stated[1]}, the unit row {line!r}")
    return UNITS[name]


def period(title: str) -> tuple[int, int]:
    """Year and (last) month that a page's title names; raises ReadError."""
    number = re.search(r"(?:^|[,\s])(?:1\s*to\s*)?(\d{1,2})\.\s*(20\d\d)", title)
    if number and 1 <= int(number[1]) <= 12:
        return int(number[2]), int(number[1])
    word = re.search(r"(?:[A-Za-z]+\s*-\s*)?\b([A-Za-z]{3})[a-z]*\.?,?\s+(20\d\d)", title)
    if word and word[1].lower() in _MONTHS:
        return int(word[2]), _MONTHS.index(word[1].lower()) + 1
    raise ReadError(f"the title {title!r} names no month")


def page_title(document: Document) -> str:
    """The title that the page prints of itself."""
    found = tree(document).xpath("//*[contains(@class, 'atcl-ttl')] | //title")
    return _clean(found[-1].text_content()) if found else ""


def page_date(document: Document) -> str:
    """The day that the page prints of itself ('2026/07/22', '03/08/2018'); empty without one."""
    found = tree(document).xpath("string(//*[contains(@class, 'atcl-date')])").strip()
    for form in ("%Y/%m/%d", "%m/%d/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(found, form).date().isoformat()
        except ValueError:
            continue
    return ""


def tree(document: Document) -> html.HtmlElement:
    """The page's elements; raises ReadError."""
    try:
        return html.document_fromstring(decoded(document.content))
    except (ValueError, html.etree.ParserError) as error:
        raise ReadError(f"the page is no HTML ({error})") from error


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
