"""World Bank Commodity Price Data ('Pink Sheet'): monthly prices of crude, coal and gas.

What it rests on. The page of the commodity markets links the workbook
CMO-Historical-Data-Monthly.xlsx on thedocs.worldbank.org, under a path that changes with each year
(three such paths are named in public programs), so the link is read from the page. Public programs
agree on its sheet 'Monthly Prices': a row of names, below it a row of units such as '($/bbl)', then
a row a month named '1960M01', and '…' for what is missing. The day of an edition stands in the
workbook's head ('Updated on January 06, 2026').
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from etl import spreadsheets
from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading
from etl.text import decoded

PAGE = "/en/research/commodity-markets"
FILES = "https://thedocs.worldbank.org"
WORKBOOK = "CMO-Historical-Data-Monthly.xlsx"
SHEET = "Monthly Prices"
SERIES = {
    "Crude oil, Brent": ("brent", "USD/bbl"),
    "Crude oil, Dubai": ("dubai", "USD/bbl"),
    "Coal, Australian": ("coal_australia", "USD/t"),
    "Natural gas, Europe": ("gas_europe", "USD/MMBtu"),
    "Liquefied natural gas, Japan": ("lng_japan", "USD/MMBtu"),
}
UNITS = {"$/bbl": "USD/bbl", "$/mt": "USD/t", "$/mmbtu": "USD/MMBtu"}
FIRST_YEAR = 1990


def fetch(visit: Visit) -> Iterator[Document]:
    """The page, and the workbook that it links."""
    page = visit.ask("page", f"{visit.address}{PAGE}", expects="html") or visit.newest("page")
    if page is None:
        raise ReadError(f"{PAGE} says that nothing changed, but nothing is kept of it")
    yield page
    files = FILES if visit.address == SOURCE.address else visit.address  # a mirror serves both
    document = visit.ask("workbook", files + link(page))
    if document:
        yield document


def link(page: Document) -> str:
    """The path of the workbook on its host; raises ReadError where the page links none."""
    found = re.search(rf'href="([^"]+/{re.escape(WORKBOOK)})"', decoded(page.content))
    if found is None:
        raise ReadError(f"the page links no {WORKBOOK}: look at it in a browser")
    return urlsplit(found[1]).path


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Prices by month."""
    return parse_all(
        "pink_sheet",
        SOURCE.publisher,
        read,
        [each for each in documents if each.name == "workbook"],
        today,
        published,
        subject="prices",
    )


def published(document: Document) -> str:
    """The day that the workbook prints of itself; empty without one."""
    words = " ".join(" ".join(row) for row in spreadsheets.rows(document.content, SHEET)[:6])
    found = re.search(r"Updated on (\w+ \d{1,2}, \d{4})", words)
    try:
        return dt.datetime.strptime(found[1], "%B %d, %Y").date().isoformat() if found else ""
    except ValueError:
        return ""


def read(document: Document) -> Iterable[Row]:
    """The prices of one workbook; raises ReadError where a column or its unit is another."""
    cells = spreadsheets.rows(document.content, SHEET)
    first = next((at for at, row in enumerate(cells) if _month(row[0])), None)
    if first is None or first < 2:
        raise ReadError("no row of a month such as 1960M01 below two rows of names and units")
    columns = list(_columns(cells[first - 2], cells[first - 1]))
    return [
        reading(("WB", "", "", "", product, "price"), ("month", month), (price, unit, "0.01"))
        for row in cells[first:]
        if (month := _month(row[0])) and int(month[:4]) >= FIRST_YEAR
        for at, product, unit in columns
        if (price := _price(row[at]))
    ]


def _columns(names: list[str], units: list[str]) -> Iterator[tuple[int, str, str]]:
    places = {name.rstrip(" *"): at for at, name in enumerate(names)}
    for name, (product, unit) in SERIES.items():
        if name not in places:
            raise ReadError(f"no column {name!r}: the form has changed")
        stated = units[places[name]].strip("()").lower()
        if UNITS.get(stated) != unit:
            raise ReadError(f"column {name!r} is in {stated!r} where {unit} was due")
        yield places[name], product, unit


def _month(cell: str) -> str:
    found = re.fullmatch(r"(\d{4})M(\d{2})", cell)
    return f"{found[1]}-{found[2]}" if found else ""


def _price(cell: str) -> str:
    """The price to the cent; empty for '…' and what else is no number."""
    return f"{float(cell):.2f}" if re.fullmatch(r"\d+(\.\d+)?", cell) else ""


SOURCE = Source(
    name="pink_sheet",
    publisher="World Bank",
    licence="CC BY 4.0",
    redistributable=True,
    cadence="monthly, in the first days of the month",
    fetch=fetch,
    parse=parse,
    address="https://www.worldbank.org",
    release_days=(3, 4, 5, 6, 7),
    feeds=("prices",),
)
