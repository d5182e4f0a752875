"""JODI Oil: China's imports and Russia's exports of crude oil, all partners together, by month.

What it rests on. Rows of real files (columns REF_AREA, TIME_PERIOD, ENERGY_PRODUCT, FLOW_BREAKDOWN,
UNIT_MEASURE, OBS_VALUE, ASSESSMENT_CODE; '-', '..' and 'x' for what is missing); the addresses as
public programs name them: a file a closed year, the running year under another name. Each file
repeats one figure in several units, of which thousand tonnes is taken; CONVBBL is a factor and no
flow. Files are overwritten as a whole. Optional: the terms of use were not found, so rows stay with
the user.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading
from etl.text import decoded

FOLDER = "/_resources/files/downloads/oil-data/annual-csv/primary"
FLOWS = {("CN", "TOTIMPSB"): ("CHN", "import"), ("RU", "TOTEXPSB"): ("RUS", "export")}
COLUMNS = ("REF_AREA", "TIME_PERIOD", "ENERGY_PRODUCT", "FLOW_BREAKDOWN", "UNIT_MEASURE")
MISSING = {"", "-", "..", "x", "N/A"}
REASONABLE = "1"
"""The assessment code of figures that JODI finds comparable."""


def fetch(visit: Visit) -> Iterator[Document]:
    """A file a year; years closed for more than one are asked for once."""
    kept = {document.name for document in visit.kept}
    for year in range(int(visit.since[:4]), visit.today.year + 1):
        name = f"primary {year}"
        if name in kept and year < visit.today.year - 1 and not visit.full:
            continue
        running = "primaryyear" if year == visit.today.year else ""
        document = visit.ask(name, f"{visit.address}{FOLDER}/{running}{year}.csv")
        if document:
            yield document


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Tonnes by month; what JODI does not find comparable is marked as estimated."""
    return parse_all("jodi", SOURCE.publisher, read, documents, today, subject="energy")


def read(document: Document) -> Iterable[Row]:
    """The rows of one year; raises ReadError."""
    reader = csv.DictReader(io.StringIO(decoded(document.content)))
    missing = {*COLUMNS, "OBS_VALUE", "ASSESSMENT_CODE"} - set(reader.fieldnames or ())
    if missing:
        raise ReadError(f"columns {', '.join(sorted(missing))} are missing: no file of JODI")
    return [row for record in reader for row in _row(record)]


def _row(record: dict[str, str]) -> Iterator[Row]:
    area = FLOWS.get((record["REF_AREA"], record["FLOW_BREAKDOWN"]))
    wanted = (record["ENERGY_PRODUCT"], record["UNIT_MEASURE"]) == ("CRUDEOIL", "KTONS")
    if area and wanted and record["OBS_VALUE"] not in MISSING:
        reporter, flow = area
        status = "published" if record["ASSESSMENT_CODE"] == REASONABLE else "estimated"
        yield reading(
            ("JODI", reporter, "WLD", flow, "crude_oil", "quantity"),
            ("month", record["TIME_PERIOD"]),
            (f"{float(record['OBS_VALUE']):.4f}", "kt", "1"),
            status,
            f"assessment code {record['ASSESSMENT_CODE']}",
        )


SOURCE = Source(
    name="jodi",
    publisher="Joint Organisations Data Initiative",
    licence="Terms of use not found: for the user's own use",
    redistributable=False,
    cadence="monthly, about two months after the month",
    fetch=fetch,
    parse=parse,
    address="https://www.jodidata.org",
    release_days=(20, 25),
    optional=True,
    feeds=("energy",),
)
