"""A page of China Customs' English site as cells, with what it says of its month and currency."""

from __future__ import annotations

import datetime as dt
import io
import re

import pandas as pd
from lxml import html

from etl.archive import Document
from etl.errors import ReadError
from etl.text import decoded

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
NUMBER = re.compile(r"\d+(\.\d+)?")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


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
    if word and word[1].lower() in MONTHS:
        return int(word[2]), MONTHS.index(word[1].lower()) + 1
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
