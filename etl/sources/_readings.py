"""Readings of a publisher's own documents, in the form of the bundled tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from etl import bundled_tables
from etl.archive import Document
from etl.contracts import Contract, ContractError, check
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
    what one address gave on one day, the last counts. A figure that an address merely repeats keeps
    the document in which it said so first, and with it the day since when it is known. What was set
    aside is no longer told once its address gives something that can be read.
    """
    latest = list({(each.address, each.learned): each for each in documents}.values())
    rows: list[Row] = []
    sources = []
    set_aside: dict[str, str] = {}
    said: dict[str, dict[str, str]] = {}
    for document, found in zip(latest, _judged(latest, read, today), strict=True):
        if isinstance(found, str):
            set_aside[document.address] = _reason(source, document, found)
            continue
        set_aside.pop(document.address, None)
        printed = "" if document.address in said else published(document)
        news = _news(found, said.setdefault(document.address, {}))
        if news:
            name = identifier(source, document)
            rows += [{**row, "source": name, "subject": subject(row)} for row in news]
            date = printed or str(document.learned)
            sources.append(_document(name, publisher, kind, document, date))
    return Parsed(_tables(sources, rows), set_aside)


def _judged(documents: list[Document], read: Reader, today: dt.date) -> list[list[Row] | str]:
    """Of each document its rows, or why it cannot be used.

    All rows are checked in one go, which costs a fortieth of a check a document, and again without
    those at fault: rules over rows are judged only where every cell is well-formed.
    """
    found = [_read(document, read) for document in documents]
    contract = bundled_tables.readings(today)
    while True:
        owners = [at for at, rows in enumerate(found) if isinstance(rows, list) for _ in rows]
        frame = _frame(found, contract)
        try:
            check("", frame, contract)
        except ContractError as error:
            for fault in reversed(error.faults):
                at = owners[fault.line]
                line = fault.line - owners.index(at) + 1
                found[at] = str(replace(fault, file=documents[at].name, line=line))
        else:
            return found


def _read(document: Document, read: Reader) -> list[Row] | str:
    try:
        return list(read(document))
    except (ReadError, ContractError) as error:
        return str(error)
    except Exception as error:  # one document's form must not cost all the others
        return f"not in the form that is known ({error!r})"


def _frame(found: list[list[Row] | str], contract: Contract) -> pd.DataFrame:
    """The rows of every document that was read, `source` being the place of the document."""
    rows = [
        {**row, "source": str(at)}
        for at, each in enumerate(found)
        if isinstance(each, list)
        for row in each
    ]
    return pd.DataFrame(rows, columns=contract.columns, dtype="str")


def _reason(source: str, document: Document, error: str) -> str:
    return (
        f"{source}: {document.name} ({document.address}): {error}. The document is kept; the next "
        "refresh asks for it anew. If it comes in this form again, report it."
    )


def _news(rows: list[Row], said: dict[str, str]) -> list[Row]:
    """The rows that say something else than the same address did last; `said` learns them."""
    news = []
    for row in rows:
        place = "|".join(row[column] for column in _PLACE)
        figure = f"{row['value']} {row['status']}"
        if said.get(place) != figure:
            news.append(row)
            said[place] = figure
    return news


_PLACE = [column for column in bundled_tables.READING_KEY if column != "source"]


def _document(name: str, publisher: str, kind: str, document: Document, date: str) -> Row:
    return {
        "id": name,
        "publisher": publisher,
        "kind": kind,
        "title": document.name,
        "address": document.address,
        "language": "en",
        "published": date,
    }


def _tables(sources: list[Row], rows: list[Row]) -> dict[str, pd.DataFrame]:
    """The documents and the rows of each subject."""
    tables = {"sources": pd.DataFrame(sources, columns=bundled_tables.SOURCES.columns, dtype="str")}
    columns = [*bundled_tables.readings(dt.date.max).columns, "subject"]
    frame = pd.DataFrame(rows, columns=columns, dtype="str")
    for name, part in frame.groupby("subject"):
        tables[str(name)] = part.drop(columns="subject")
    return tables
