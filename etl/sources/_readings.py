"""Readings of a publisher's own documents, in the form of the bundled tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable

import pandas as pd

from etl import bundled_tables
from etl.archive import Document
from etl.contracts import ContractError, check
from etl.errors import ReadError
from etl.sources import Parsed

Row = dict[str, str]
Reader = Callable[[Document], Iterable[Row]]


def identifier(source: str, document: Document) -> str:
    """The id of a document in the tables, from its source, address and content."""
    whole = hashlib.sha256(f"{document.address} {document.sha256}".encode()).hexdigest()
    return f"{source.replace('_', '-')}-{whole[:12]}"


def reading(
    measured: tuple[str, str, str, str, str, str],
    when: tuple[str, str],
    printed: tuple[str, str, str],
    status: str = "published",
    note: str = "",
) -> Row:
    """One row: (statistic, reporter, partner, flow, product, measure), (span, period), (value,
    unit, precision)."""
    names = ("statistic", "reporter", "partner", "flow", "product", "measure")
    return {
        **dict(zip(names, measured, strict=True)),
        **dict(zip(("span", "period"), when, strict=True)),
        **dict(zip(("value", "unit", "precision"), printed, strict=True)),
        "qualifier": "",
        "status": status,
        "note": note,
    }


def parse_all(
    source: str,
    publisher: str,
    subject: Callable[[Row], str],
    read: Reader,
    documents: list[Document],
    today: dt.date,
    published: Callable[[Document], str] = lambda document: "",
    kind: str = "official",
) -> Parsed:
    """Read every document; one that cannot be read, or breaks the contract, is set aside.

    `subject` names the table that a row belongs to; `published` gives the date that a document
    prints of itself. The day on which it was learned counts where it prints none, and where an
    address gave something else before: publishers change pages without changing their date. Of
    what one address gave on one day, the last counts.
    """
    contract = bundled_tables.readings(today)
    rows: list[Row] = []
    sources, set_aside = [], []
    known: set[str] = set()
    for document in {(each.address, each.learned): each for each in documents}.values():
        name = identifier(source, document)
        try:
            found = [{**row, "source": name} for row in read(document)]
            if not found:
                continue
            frame = pd.DataFrame(found, columns=contract.columns, dtype="str")
            check(document.name, frame.set_axis(range(1, len(frame) + 1)), contract)
            printed = "" if document.address in known else published(document)
            date = printed or str(document.learned)
            known.add(document.address)
        except (ReadError, ContractError) as error:
            set_aside.append(f"{document.name} ({document.address}): {error}")
            continue
        rows += found
        sources.append(
            {
                "id": name,
                "publisher": publisher,
                "kind": kind,
                "title": document.name,
                "address": document.address,
                "language": "en",
                "published": date,
            }
        )
    tables = {"sources": pd.DataFrame(sources, columns=bundled_tables.SOURCES.columns, dtype="str")}
    for row in rows:
        row["subject"] = subject(row)
    frame = pd.DataFrame(rows, columns=[*contract.columns, "subject"], dtype="str")
    for name, part in frame.groupby("subject"):
        tables[str(name)] = part.drop(columns="subject")
    return Parsed(tables, set_aside)
