"""CREA Russia Fossil Tracker: estimated energy shipments from Russia to China, by month.

What it rests on. The publisher's own server code and clients: /v0/counter with destination_iso2,
aggregate_by, date_from and format=json answers {"data": [...]} with commodity, month, value_tonne
and value_usd; errors carry `message`. No recorded answer was found. The figures come from a model
of ships, pipelines and prices and are revised backwards: each is marked as estimated, so that it is
kept and listed, and never drawn as a statistic. Optional: the licence of the data was not found.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading

COMMODITIES = {
    "crude_oil": "crude_oil",
    "pipeline_oil": "crude_oil",
    "oil_products": "oil_products",
    "coal": "coal",
    "lng": "lng",
    "natural_gas": "pipeline_gas",
}
MEASURES = {"value_tonne": ("quantity", "t"), "value_usd": ("value", "USD")}
FIRST_DAY = "2022-01-01"


def fetch(visit: Visit) -> Iterator[Document]:
    """One reply: all months since the beginning of 2022, since all are revised."""
    query = {
        "destination_iso2": "CN",
        "aggregate_by": "commodity,month",
        "date_from": FIRST_DAY,
        "currency": "USD",
        "format": "json",
    }
    address = f"{visit.address}/v0/counter?{urlencode(query, safe=',')}"
    document = visit.ask("counter", address, expects="json")
    if document:
        yield document


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Tonnes and dollars by month and product."""
    return parse_all("crea", SOURCE.publisher, read, documents, today, subject="energy")


def read(document: Document) -> Iterable[Row]:
    """The rows of one reply, ships and pipelines added up; raises ReadError.

    The month of the reply is left out: it has not ended.
    """
    sums: dict[tuple[str, str, str], float] = {}
    learned = f"{document.learned or dt.date.today():%Y-%m}"
    for record in _data(document):
        product, month = COMMODITIES.get(str(record["commodity"])), str(record["month"])[:7]
        for column in MEASURES if product and month < learned else ():
            if record[column] is not None:
                place = (str(product), month, column)
                sums[place] = sums.get(place, 0.0) + float(str(record[column]))
    return [_row(*place, value) for place, value in sums.items()]


def _row(product: str, month: str, column: str, value: float) -> Row:
    measure, unit = MEASURES[column]
    series = ("CREA", "CHN", "RUS", "import", product, measure)
    return reading(series, ("month", month), (f"{value:.0f}", unit, "1"), "estimated")


def _data(document: Document) -> list[dict[str, object]]:
    try:
        return list(json.loads(document.content)["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReadError(f"not the publisher's JSON ({error!r})") from error


SOURCE = Source(
    name="crea",
    publisher="Centre for Research on Energy and Clean Air",
    licence="Licence of the data not found: for the user's own use; cite CREA",
    redistributable=False,
    cadence="daily estimates, read monthly",
    fetch=fetch,
    parse=parse,
    address="https://api.russiafossiltracker.com",
    release_days=(5,),
    optional=True,
    feeds=("energy",),
)
