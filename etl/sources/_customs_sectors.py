"""China Customs' tables 'Exports (Imports) by Selected Countries and by HS Divisions'."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.archive import Document
from etl.errors import ReadError
from etl.harmonized_system import SECTIONS
from etl.sources._customs_pages import (
    FLOWS,
    NUMBER,
    PARTNERS,
    currency,
    page_title,
    period,
    split,
    table,
)
from etl.sources._readings import Row, reading

_ROMAN = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"),
    *("XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"),
)
_SECTOR_TABLES = re.compile(
    r"(Exports|Imports) by Selected Countries.*(Section|Division)", re.IGNORECASE
)


def sector_flow(title: str) -> str | None:
    """The flow that the title of a table by country and HS division names; None for any other."""
    found = _SECTOR_TABLES.search(" ".join(title.split()))
    return FLOWS[found[1].lower()] if found else None


def read_sectors(document: Document) -> Iterable[Row]:
    """Russia's columns of one page of trade by country and HS division.

    Raises ReadError where the layout is another, Russia is not among the countries, or chapters
    make more than their section.
    """
    title = page_title(document)
    flow = sector_flow(title)
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
        if NUMBER.fullmatch(row[at].replace(",", "")) and not (month == 1 and span == "ytd")
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
