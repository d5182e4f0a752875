"""World Bank: gross domestic product of China and Russia, yearly, in current dollars.

What it rests on. API version 2 answers a two-element list: page facts, then rows (recorded answer
seen); errors come with status 200 as a one-element list with `message` (recorded answer seen).
Values may be null; the year is text; the country is told by `countryiso3code`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading

INDICATORS = {"NY.GDP.MKTP.CD": ("GDP", "value", "USD")}
COUNTRIES = ("CHN", "RUS")
_PAGE_ROWS = 1000


def fetch(visit: Visit) -> Iterator[Document]:
    """One reply an indicator; both countries and all years fit in one page."""
    for indicator in INDICATORS:
        address = (
            f"{visit.address}/v2/country/{';'.join(COUNTRIES)}/indicator/{indicator}"
            f"?format=json&per_page={_PAGE_ROWS}&date=1990:{visit.today.year}"
        )
        document = visit.ask(indicator, address, expects="json")
        if document:
            yield document


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Gross domestic product by year."""
    return parse_all("world_bank", SOURCE.publisher, read, documents, today, subject="denominators")


def read(document: Document) -> Iterable[Row]:
    """The rows of one indicator; raises ReadError."""
    product, measure, unit = INDICATORS[document.name]
    for row in _rows(document):
        try:
            country, value = row["countryiso3code"], row["value"]
        except KeyError as error:
            raise ReadError(f"a row has no {error}: the form has changed") from error
        if country in COUNTRIES and value is not None:
            yield reading(
                ("WB", str(country), "", "", product, measure),
                ("year", str(row["date"])),
                (f"{float(str(value)):.2f}", unit, "1"),
            )


def _rows(document: Document) -> list[dict[str, object]]:
    try:
        reply = json.loads(document.content)
        if len(reply) == 1:
            raise ReadError(f"the publisher says: {reply[0]['message'][0]['value']}")
        facts, rows = reply
        if facts["pages"] > 1:
            raise ReadError(f"{facts['pages']} pages where one was due")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ReadError(f"not the publisher's JSON ({error!r})") from error
    return rows or []


SOURCE = Source(
    name="world_bank",
    publisher="World Bank",
    licence="CC BY 4.0",
    redistributable=True,
    cadence="quarterly",
    fetch=fetch,
    parse=parse,
    address="https://api.worldbank.org",
    release_days=(2, 16),
    feeds=("denominators",),
)
