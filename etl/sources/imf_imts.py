"""IMF, International Trade in Goods by partner (IMTS): both sides' view, monthly and yearly.

What it rests on. The SDMX 3.0 address, codes (CHN, RUS, G001 for the world; XG_FOB_USD, MG_CIF_USD)
and the column names of the CSV form were seen in recorded answers or reported by three independent
users. Values are plain US dollars whatever SCALE says. Exports are FOB, imports CIF. The IMF fills
what a country does not report from its partners: DERIVATION_TYPE is kept in the note, and what is
given for Russia after 2021, when it stopped publishing, is marked as estimated.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator

from etl.archive import Document
from etl.errors import FetchError, ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading
from etl.text import xml_root

FLOWS = {"XG_FOB_USD": "export", "MG_CIF_USD": "import"}
AREAS = {"CHN": "CHN", "RUS": "RUS", "G001": "WLD"}
FREQUENCIES = {"M": "month", "A": "year"}
CSV = "application/vnd.sdmx.data+csv"
NO_CSV = (200, 406, 415)
"""Answers that say that CSV is not to be had (200: it came as something else)."""
LAST_YEAR_REPORTED_BY_RUSSIA = 2021
_COLUMNS = {
    *("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE"),
    "DERIVATION_TYPE",
}


def fetch(visit: Visit) -> Iterator[Document]:
    """One reply a frequency: the whole series, since the publisher revises all of it."""
    for frequency in FREQUENCIES:
        key = f"CHN+RUS.{'+'.join(FLOWS)}.{'+'.join(AREAS)}.{frequency}"
        first = f"{visit.since}-01"
        address = (
            f"{visit.address}/external/sdmx/3.0/data/dataflow/IMF.STA/IMTS/+/{key}"
            f"?c%5BTIME_PERIOD%5D=ge:{first}+le:{visit.today.year}-12-31"
        )
        document = _csv_or_xml(visit, f"IMTS {frequency}", address)
        if document:
            yield document


def _csv_or_xml(visit: Visit, name: str, address: str) -> Document | None:
    """CSV, or XML (the better proven form) where the publisher gives no CSV."""
    try:
        return visit.ask(name, address, {"Accept": CSV}, expects="csv")
    except FetchError as error:
        if error.status not in NO_CSV:
            raise
    return visit.ask(name, address, {"Accept": "application/xml"}, expects="xml")


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Trade with each other and with the world."""
    return parse_all("imf_imts", SOURCE.publisher, read, documents, today)


def read(document: Document) -> Iterable[Row]:
    """The rows of one reply, CSV or XML; raises ReadError where a column is missing."""
    records = _of_xml(document) if document.content.startswith(b"<") else _of_csv(document)
    return [row for record in records for row in _row(record)]


def _of_csv(document: Document) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(document.content.decode("utf-8-sig")))
        missing = _COLUMNS - set(reader.fieldnames or ())
    except UnicodeDecodeError as error:
        raise ReadError("the reply is not UTF-8") from error
    if missing:
        raise ReadError(f"columns {', '.join(sorted(missing))} are missing: the form has changed")
    return list(reader)


def _of_xml(document: Document) -> list[dict[str, str]]:
    """SDMX-ML, structure specific: a Series' attributes and those of each Obs in it."""
    root = xml_root(document.content)
    records = [
        dict(series.attrib) | dict(obs.attrib)
        for series in root.iter("Series")
        for obs in series.iter("Obs")
    ]
    for record in records:
        missing = _COLUMNS - {"OBS_VALUE", "DERIVATION_TYPE"} - set(record)
        if missing:
            raise ReadError(f"attributes {', '.join(sorted(missing))} are missing in an Obs")
    return [{"OBS_VALUE": "", "DERIVATION_TYPE": ""} | record for record in records]


def _row(record: dict[str, str]) -> Iterator[Row]:
    reporter, partner = AREAS.get(record["COUNTRY"]), AREAS.get(record["COUNTERPART_COUNTRY"])
    flow, span = FLOWS.get(record["INDICATOR"]), FREQUENCIES.get(record["FREQUENCY"])
    value = record["OBS_VALUE"]
    if not (reporter and partner and flow and span) or value in ("", "NaN"):
        return
    if reporter == partner:
        return
    period = re.sub(r"^(\d{4})-?M?(\d{2})$", r"\1-\2", record["TIME_PERIOD"])
    mirrored = reporter == "RUS" and int(period[:4]) > LAST_YEAR_REPORTED_BY_RUSSIA
    yield reading(
        ("IMF", reporter, partner, flow, "TOTAL", "value"),
        (span, period),
        (f"{float(value):.2f}", "USD", "1"),
        "estimated" if mirrored else "published",
        f"derivation type {record['DERIVATION_TYPE']}",
    )


SOURCE = Source(
    name="imf_imts",
    publisher="International Monetary Fund",
    licence="IMF data terms: use and pass on with attribution",
    redistributable=True,
    cadence="monthly, about three months after the month",
    fetch=fetch,
    parse=parse,
    address="https://api.imf.org",
    release_days=(5, 20),
    feeds=("trade_monthly", "trade_annual", "denominators"),
)
