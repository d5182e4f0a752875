"""Readings of a publisher's own documents, in the form of the bundled tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce

import pandas as pd

from etl import bundled_tables, codes
from etl.archive import Document
from etl.contracts import Contract, ContractError, check
from etl.errors import ReadError
from etl.sources import Parsed

Row = dict[str, str]
Reader = Callable[[Document], Iterable[Row] | pd.DataFrame]
"""Gives the rows of a document, or a frame of their columns."""
ROWS_AT_ONCE = 50_000
"""A check of many rows costs hardly more than one of a few."""


def identifier(source: str, document: Document) -> str:
    """The id of a document in the tables, from its source, address, content and day.

    An address may come back to what it gave before: that is another document.
    """
    facts = f"{document.address} {document.sha256} {document.learned}"
    return f"{source.replace('_', '-')}-{hashlib.sha256(facts.encode()).hexdigest()[:12]}"


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
    read: Reader,
    documents: list[Document],
    today: dt.date,
    published: Callable[[Document], str] = lambda document: "",
    kind: str = "official",
    subject: str = "",
) -> Iterator[Parsed]:
    """Read every document; one that cannot be read, or breaks the contract, is set aside.

    The documents of an address follow each other, in parts of some `ROWS_AT_ONCE`: what is held is
    bounded by that and by one document, not by their number.

    `subject` names the table of all rows; without it each goes to the table of its kind.
    `published` gives the date that a document prints of itself. The day on which it was learned
    counts where it prints none, and where an address gave something else before: publishers change
    pages without changing their date. Of what one address gave on one day, the last counts. A
    figure that an address merely repeats keeps the document in which it said so first, and with it
    the day since when it is known. What was set aside is no longer told once its address gives
    something that can be read.
    """
    said: dict[str, pd.Series] = {}
    for batch in _batches(_by_address(documents), read, bundled_tables.readings(today)):
        frames, sources = [], []
        faults: dict[str, str | None] = {}
        for document, found in batch:
            if isinstance(found, str):
                faults[document.address] = _reason(source, document, found)
                continue
            faults[document.address] = None
            printed = "" if document.address in said else published(document)
            news, now = _news(found, said.get(document.address))
            said = {document.address: now}
            if len(news):
                name = identifier(source, document)
                frames.append(news.assign(source=name, subject=subject or _subjects(news)))
                date = printed or str(document.learned)
                sources.append(_document(name, publisher, kind, document, date))
        yield Parsed(_tables(sources, frames), faults)


def _by_address(documents: list[Document]) -> list[Document]:
    """The last that each address gave on each day, those of one address after each other."""
    groups: dict[str, list[Document]] = {}
    for each in {(each.address, each.learned): each for each in documents}.values():
        groups.setdefault(each.address, []).append(each)
    return [each for group in groups.values() for each in group]


Found = tuple[Document, pd.DataFrame | str]
"""A document with its rows, or why it cannot be used."""


def _batches(documents: list[Document], read: Reader, contract: Contract) -> Iterator[list[Found]]:
    batch: list[Found] = []
    rows = 0
    for document in documents:
        found = _read(document, read, contract)
        batch.append((document, found))
        rows += len(found) if isinstance(found, pd.DataFrame) else 0
        if rows >= ROWS_AT_ONCE:
            yield _judged(batch, contract)
            batch, rows = [], 0
    if batch:
        yield _judged(batch, contract)


def _judged(batch: list[Found], contract: Contract) -> list[Found]:
    """The same, those whose rows break the contract with the reason.

    All rows are checked in one go, which costs a fortieth of a check a document, and again without
    those at fault: rules over rows are judged only where every cell is well-formed.
    """
    while True:
        places = [at for at, (_, rows) in enumerate(batch) if isinstance(rows, pd.DataFrame)]
        frames = [batch[at][1].assign(source=str(at)) for at in places]  # type: ignore[union-attr]
        owners = [at for at, rows in zip(places, frames, strict=True) for _ in range(len(rows))]
        try:
            check("", pd.concat([_frame([], contract), *frames], ignore_index=True), contract)
        except ContractError as error:
            for fault in reversed(error.faults):
                at = owners[fault.line]
                document = batch[at][0]
                line = fault.line - owners.index(at) + 1
                batch[at] = (document, str(replace(fault, file=document.name, line=line)))
        else:
            return batch


def _read(document: Document, read: Reader, contract: Contract) -> pd.DataFrame | str:
    try:
        return _frame(read(document), contract)
    except (ReadError, ContractError) as error:
        return str(error)
    except Exception as error:  # one document's form must not cost all the others
        return f"not in the form that is known ({error!r})"


def _frame(rows: Iterable[Row] | pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Rows as a frame of texts in the contract's columns; `source` is filled in later."""
    found = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), dtype="str")
    return found.reindex(columns=contract.columns, fill_value="").astype("str")


def _subjects(rows: pd.DataFrame) -> pd.Series:
    """The table that each row belongs to: totals of the pair or the world, energy, other goods."""
    totals = rows["span"].map({"year": "trade_annual"}).fillna("trade_monthly")
    goods = rows["product"].isin(codes.ENERGY_PRODUCTS).map({True: "energy", False: "sectors"})
    of_pair = totals.where(rows["product"] == "TOTAL", goods)
    return of_pair.mask(rows["partner"] == "WLD", "denominators")


def _reason(source: str, document: Document, error: str) -> str:
    return (
        f"{source}: {document.name} ({document.address}): {error}. The document is kept; the next "
        "refresh asks for it anew. If it comes in this form again, report it."
    )


def _news(rows: pd.DataFrame, said: pd.Series | None) -> tuple[pd.DataFrame, pd.Series]:
    """The rows that say something else than the same address did last, and what it has said now."""
    places = reduce(lambda left, right: left + "|" + right, (rows[name] for name in _PLACE))
    figures = (rows["value"] + " " + rows["status"]).set_axis(places)
    if said is None:
        return rows, figures
    new = figures.to_numpy() != said.reindex(figures.index).to_numpy()
    now = pd.concat([said, figures])
    return rows[new], now[~now.index.duplicated(keep="last")]


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


def _tables(sources: list[Row], frames: list[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The documents and the rows of each subject."""
    tables = {"sources": pd.DataFrame(sources, columns=bundled_tables.SOURCES.columns, dtype="str")}
    if frames:
        for name, part in pd.concat(frames, ignore_index=True).groupby("subject"):
            tables[str(name)] = part.drop(columns="subject")
    return tables
