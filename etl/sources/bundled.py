"""The bundled tables: figures read in public documents, row by row with their source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from etl.archive import Document
from etl.bundled_tables import contracts
from etl.contracts import ContractError, Fault, check, read_text_table
from etl.errors import AmurError
from etl.sources import Parsed, Source, Visit


def fetch(visit: Visit) -> Iterator[Document]:
    """The CSV files of `data/bundled/`, in the order of their names."""
    paths = sorted(visit.bundled.glob("*.csv"))
    if not paths:
        raise AmurError(
            f"No bundled tables in {visit.bundled}. Run from a full clone, or point "
            "AMUR_BUNDLED at the folder that holds them."
        )
    for path in paths:
        yield Document.of(path.name, path.as_uri(), path.read_bytes())


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """The text tables of the bundled CSV files.

    Raises ContractError, listing every fault with file, line and column.
    """
    yield Parsed(_read_all(documents, today))


def _read_all(documents: list[Document], today: dt.date) -> dict[str, pd.DataFrame]:
    """Every table as text, each checked against its contract, faults of all files together."""
    expected = contracts(today)
    texts: dict[str, pd.DataFrame] = {}
    faults = _strangers(documents, list(expected)) + _absentees(documents, list(expected))
    for document in documents:
        name = document.name.removesuffix(".csv")
        if name not in expected:
            continue
        try:
            text = read_text_table(document.name, document.content, expected[name].columns)
            check(document.name, text, expected[name])
            texts[name] = text
        except ContractError as error:
            faults += error.faults
    if not faults:
        faults = _dangling(texts)
    if faults:
        raise ContractError(faults)
    return texts


def _strangers(documents: list[Document], known: list[str]) -> list[Fault]:
    return [
        Fault(document.name, 1, "-", document.name, f"one of {', '.join(known)} (.csv)")
        for document in documents
        if document.name.removesuffix(".csv") not in known
    ]


def _absentees(documents: list[Document], known: list[str]) -> list[Fault]:
    present = {document.name.removesuffix(".csv") for document in documents}
    return [
        Fault(f"{name}.csv", 1, "-", "no such file", "the file beside the other bundled tables")
        for name in known
        if name not in present
    ]


def _dangling(texts: dict[str, pd.DataFrame]) -> list[Fault]:
    """Rows that point to no row of sources.csv."""
    known = set(texts["sources"]["id"])
    return [
        Fault(f"{name}.csv", line, "source", source, "an id that stands in sources.csv")
        for name, text in texts.items()
        if "source" in text
        for line, source in text["source"].items()
        if source not in known
    ]


SOURCE = Source(
    name="bundled",
    publisher="Amur, from public documents named row by row",
    licence="Figures are facts; the tables are CC BY 4.0",
    redistributable=True,
    cadence="with each release of Amur",
    fetch=fetch,
    parse=parse,
)
