"""CEPII BACI: trade of China with Russia by year, both sides' reports reconciled, 1995 onwards.

What it rests on. The address of a release is named alike in many public programs:
BACI_HS92_V202601.zip for the release of January 2026, with one member a year,
BACI_HS92_Y2020_V202601.csv. The columns t, i, j, k, v, q (year, exporter, importer, HS6, thousand
dollars, tonnes) and the country codes 156 and 643 are those of the publisher's own readme. A
release comes each January and estimates all years anew, so two are never mixed.

The zip has two gigabytes. It is streamed to a file that is thrown away; what is kept in the
archive is an extract in the same columns: every line between China and Russia, and of each of the
two its trade with the world by HS6, partner 0. Readings go to headings (HS4) for the pair and to
chapters for the world. The licence, Etalab 2.0, allows passing on with attribution: `amur bundle`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from etl.archive import Document
from etl.errors import FetchError, ReadError
from etl.http import beginning
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Reader, Row, parse_all, reading

COUNTRIES = {156: "CHN", 643: "RUS"}
WORLD = 0
EDITION = "HS92"
"""The edition of the Harmonized System that reaches back to the first year."""
ENERGY = {"270900": "crude_oil", "271111": "lng", "271121": "pipeline_gas", "271600": "electricity"}
COLUMNS = {"t": "int32", "i": "int32", "j": "int32", "k": "string", "v": "float64", "q": "string"}
MOST_BYTES = 5_000_000_000
MOST_UNPACKED = 60_000_000_000
DENSEST = 100
"""A table of figures packs to a tenth; what packs to a hundredth is a bomb."""
_MEMBER = re.compile(rf"BACI_{EDITION}_Y(\d{{4}})_V(\d{{6}})\.csv")
NEITHER = {404}


def fetch(visit: Visit) -> Iterator[Document]:
    """The extract of this January's release, or of the last one's where there is none yet."""
    kept = {document.name for document in visit.kept}
    for release in (f"{visit.today.year}01", f"{visit.today.year - 1}01"):
        name = f"BACI {EDITION} V{release}"
        if name in kept and not visit.full:
            return
        address = f"{visit.address}/DATA_DOWNLOAD/baci/data/BACI_{EDITION}_V{release}.zip"
        try:
            yield _extracted(visit, name, address)
        except FetchError as error:
            if error.status not in NEITHER:
                raise
        else:
            return
    raise ReadError(
        f"{address} and the release after it are not there: look at the publisher's page"
    )


def _extracted(visit: Visit, name: str, address: str) -> Document:
    client = visit.client.allowing(bytes=MOST_BYTES, seconds=3 * 3600)
    with tempfile.TemporaryFile() as file:
        headers = client.download(address, file, expects="zip") or {}
        try:
            content = extract(file)
        except ReadError as error:
            told = f"{SOURCE.name}: {address}: {error}. Look at the publisher's page."
            raise FetchError(told, address, beginning(file)) from error
    return Document.of(name, address, content, headers, visit.today)


def extract(file: BinaryIO) -> bytes:
    """The lines of the pair and each side's sums over the world, as CSV in the same columns.

    Members are read one by one and never unpacked to disk. Raises ReadError.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = sorted(
                (each for each in archive.infolist() if _MEMBER.fullmatch(each.filename)),
                key=lambda each: each.filename,
            )
            _check(members)
            tables = [_of_member(archive, member) for member in members]
    except (zipfile.BadZipFile, pa.ArrowInvalid, pa.ArrowKeyError, NotImplementedError) as error:
        raise ReadError(f"not the publisher's zip ({error})") from error
    buffer = io.BytesIO()
    arrow_csv.write_csv(pa.concat_tables(tables), buffer)
    return buffer.getvalue()


def _check(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise ReadError(f"the zip holds no member like BACI_{EDITION}_Y2020_V202601.csv")
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MOST_UNPACKED or size > DENSEST * max(packed, 1):
        raise ReadError(f"{packed:,} bytes would unpack to {size:,}: this is no table of figures")


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> pa.Table:
    """The lines of one year that China or Russia are part of, the world summed up."""
    ours = pa.array(list(COUNTRIES), pa.int32())
    options = arrow_csv.ConvertOptions(column_types=COLUMNS, include_columns=list(COLUMNS))
    parts = []
    with archive.open(member) as lines:
        for batch in arrow_csv.open_csv(lines, convert_options=options):
            table = pa.Table.from_batches([batch])
            wanted = pc.or_(
                pc.is_in(table["i"], value_set=ours), pc.is_in(table["j"], value_set=ours)
            )
            parts.append(table.filter(wanted))
    rows = pa.concat_tables(parts)
    pair = rows.filter(
        pc.and_(pc.is_in(rows["i"], value_set=ours), pc.is_in(rows["j"], value_set=ours))
    )
    return pa.concat_tables([pair, _world(rows, "i", ours), _world(rows, "j", ours)])


def _world(rows: pa.Table, side: str, ours: pa.Array) -> pa.Table:
    """Values of one side's trade with all partners; tonnes are not known of all, and left out."""
    sums = (
        rows.filter(pc.is_in(rows[side], value_set=ours))
        .group_by(["t", side, "k"])
        .aggregate([("v", "sum")])
    )
    other = "j" if side == "i" else "i"
    blank = {
        other: pa.array([WORLD] * len(sums), pa.int32()),
        "q": pa.array([""] * len(sums), pa.string()),
    }
    columns = {"t": sums["t"], side: sums[side], "k": sums["k"], "v": sums["v_sum"]} | blank
    return pa.table({name: columns[name] for name in COLUMNS})


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Values by year; of releases before the newest only what the newest gives too."""
    one_place = [
        replace(each, address=SOURCE.address + PAGE)
        for each in sorted(documents, key=lambda each: each.name)
    ]
    return parse_all(
        "cepii_baci", SOURCE.publisher, _of_newest(one_place), one_place, today, published
    )


PAGE = "/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
"""The page of all releases: one address, so that a release replaces the one before it."""


def _of_newest(documents: list[Document]) -> Reader:
    """A reader of what the newest release gives too: what it dropped must not linger beside it.

    The newest is the last that can be read; one that cannot is set aside by `parse_all`.
    """

    @cache
    def newest() -> set[tuple[str, ...]]:
        for document in reversed(documents):
            with suppress(ReadError, ValueError, LookupError):
                return {_place(row) for row in read(document)}
        return set()

    def reader(document: Document) -> list[Row]:
        return [row for row in read(document) if _place(row) in newest()]

    return reader


def _place(row: Row) -> tuple[str, ...]:
    columns = ("reporter", "partner", "flow", "product", "measure", "period")
    return tuple(row[column] for column in columns)


def published(document: Document) -> str:
    """The month of the release, which is its vintage."""
    release = document.name[-6:]
    return f"{release[:4]}-{release[4:]}"


def read(document: Document) -> Iterable[Row]:
    """The readings of one extract, seen from China and, with the world, from each side."""
    values: dict[tuple[str, str, str, str, str], float] = defaultdict(float)
    tonnes: dict[tuple[str, str, str, str, str], float] = {}
    for record in csv.DictReader(io.StringIO(document.content.decode())):
        series = _series(record)
        year, code = record["t"], record["k"].zfill(6)
        pair = series[1] != "WLD"
        products = ["TOTAL", f"HS{code[:2]}", *([f"HS{code[:4]}"] if pair else [])]
        for product in [*products, *filter(None, [ENERGY.get(code)])]:
            values[*series, product, year] += float(record["v"])
        quantity = record["q"].strip()
        if code in ENERGY and quantity not in ("", "NA"):
            tonnes[*series, ENERGY[code], year] = float(quantity)
    if not values:
        raise ReadError("the extract holds no line of China and Russia")
    newest = max(year for *_, year in values)
    found = [
        _row(place, "value", f"{v:.3f}", "USD thousand", newest) for place, v in values.items()
    ]
    return found + [_row(place, "quantity", f"{q:.3f}", "t", newest) for place, q in tonnes.items()]


def _series(record: dict[str, str]) -> tuple[str, str, str]:
    """Reporter, partner and flow of a line: China's view of the pair."""
    exporter, importer = COUNTRIES.get(int(record["i"])), COUNTRIES.get(int(record["j"]))
    if exporter == "CHN" or importer is None:
        return str(exporter), importer or "WLD", "export"
    return importer, exporter or "WLD", "import"


def _row(
    place: tuple[str, str, str, str, str], measure: str, printed: str, unit: str, newest: str
) -> Row:
    reporter, partner, flow, product, year = place
    return reading(
        ("CEPII", reporter, partner, flow, product, measure),
        ("year", year),
        (printed, unit, "0.001"),
        "provisional" if year == newest else "published",
        f"{EDITION}; both sides' reports reconciled, added up from HS6",
    )


SOURCE = Source(
    name="cepii_baci",
    publisher="CEPII",
    licence="Etalab Open Licence 2.0: pass on with attribution",
    redistributable=True,
    cadence="yearly, in January",
    fetch=fetch,
    parse=parse,
    address="https://www.cepii.fr",
    release_days=(31,),
    feeds=("trade_annual", "sectors", "energy", "denominators"),
    heavy=True,
)
