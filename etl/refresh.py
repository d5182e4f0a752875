"""The refresh: fetch → archive → parse and check → marts → publish, in one step for readers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import pandas as pd

from etl.archive import Archive, Document
from etl.settings import REPOSITORY, Settings
from etl.store import Snapshot, Store

if TYPE_CHECKING:
    from etl.sources import Source

Progress = Callable[[str, str], None]
"""Called with a source's name and what is done with it now."""


@dataclass(frozen=True)
class Outcome:
    """What a refresh did."""

    snapshot: Snapshot
    published: bool


def is_fresh(settings: Settings) -> bool:
    """Whether the published snapshot was built from these very bundled tables by this code."""
    mark = Store(settings.store).current_fact("fingerprint")
    return bool(mark == fingerprint(_bundled(settings)))


def refresh(
    settings: Settings,
    names: list[str],
    today: dt.date,
    progress: Progress = lambda source, step: None,
) -> Outcome:
    """Bring the store up to date from the named sources (all, if none is named).

    Publishes nothing where documents and code are those of the current snapshot. Raises
    ContractError, UnknownNameError, StoreBusyError, UnwritableError; the published snapshot then
    stays as it was.
    """
    from etl import sources  # pandera and ibis take a second to import: a fresh start skips them

    store = Store(settings.store)
    with store.writing():
        chosen = sources.select(names)
        documents = {source.name: _fetch(source, settings, progress) for source in chosen}
        everything = [document for each in documents.values() for document in each]
        mark = fingerprint(everything)
        if store.current_fact("fingerprint") == mark:
            return Outcome(store.current(), published=False)
        tables: dict[str, pd.DataFrame] = {}
        for source in chosen:
            progress(source.name, "checking rows")
            tables |= source.parse(documents[source.name], today)
        return Outcome(_publish(store, tables, everything, mark, progress), published=True)


def _fetch(source: Source, settings: Settings, progress: Progress) -> list[Document]:
    archive = Archive(settings.archive)
    kept = []
    for document in source.fetch(settings):
        progress(source.name, f"reading {document.name}")
        archive.keep(source.name, document)
        kept.append(document)
    return kept


def _publish(
    store: Store,
    facts: dict[str, pd.DataFrame],
    documents: list[Document],
    mark: str,
    progress: Progress,
) -> Snapshot:
    from etl import marts
    from etl.facts import MEANINGS

    progress("marts", "building")
    tables = facts | marts.build_all(facts)
    meanings = MEANINGS | {name: mart.meaning for name, mart in marts.discover().items()}
    tables["catalogue"] = pd.DataFrame(
        [(name, meanings[name], len(tables[name])) for name in sorted(tables)],
        columns=["table", "meaning", "rows"],
    )
    progress("store", "publishing")
    newest = tables["bilateral_monthly"].pipe(_newest_month)
    inputs = {document.name: document.sha256 for document in documents}
    return store.publish(tables, {"fingerprint": mark, "inputs": inputs, "newest_month": newest})


def _newest_month(months: pd.DataFrame) -> str | None:
    """The last month that the monthly mart covers, as 'YYYY-MM'."""
    if months.empty:
        return None
    starts = pd.to_datetime(months["period"]).dt.to_period("M")
    return str((starts + (months["months"] - 1).astype(int)).max())


def _bundled(settings: Settings) -> list[Document]:
    return [
        Document(path.name, path.as_uri(), path.read_bytes())
        for path in sorted(settings.bundled.glob("*.csv"))
    ]


def fingerprint(documents: list[Document]) -> str:
    """Hash of all that a snapshot follows from: the documents and the pipeline's own code."""
    digest = hashlib.sha256(version("amur-trade").encode())
    for path in sorted((REPOSITORY / "etl").rglob("*.py")):
        digest.update(path.read_bytes())
    for document in sorted(documents, key=lambda each: each.name):
        digest.update(f"{document.name}\0{document.sha256}\0".encode())
    return digest.hexdigest()
