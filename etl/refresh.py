"""The refresh: fetch → archive → parse and check → marts → publish, in one step for readers.

The bundled tables are read as they lie; of a live source every document in the archive is read, so
that what was learned once stays, with its vintage, whatever the network does today. A source that
fails never stops another: what failed is told, and kept in `sources.json` until it heals.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

import pandas as pd

from etl.archive import Archive, Document
from etl.errors import AmurError
from etl.health import Health, read_health, write_health
from etl.http import Client, Limits
from etl.settings import REPOSITORY, Settings
from etl.store import Snapshot, Store

if TYPE_CHECKING:
    from etl.sources import Parsed, Source

Progress = Callable[[str, str], None]
"""Called with a source's name and what is done with it now."""


@dataclass(frozen=True)
class Wish:
    """What a refresh is to ask for."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    full: bool = False
    offline: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Outcome:
    """What a refresh did; figures are counted over every series and interval."""

    snapshot: Snapshot
    published: bool
    health: dict[str, Health]
    new: int = 0
    revised: int = 0
    unchanged: int = 0


def is_fresh(settings: Settings) -> bool:
    """Whether the published snapshot was built by this code from what is bundled and archived."""
    bundled = [
        Document(path.name, path.as_uri(), path.read_bytes())
        for path in sorted(settings.bundled.glob("*.csv"))
    ]
    mark = Store(settings.store).current_fact("fingerprint")
    return bool(mark == _mark(settings, bundled))


def refresh(
    settings: Settings,
    wish: Wish,
    today: dt.date,
    progress: Progress = lambda source, step: None,
) -> Outcome:
    """Bring the store up to date; the wish's sources are asked (all, if it names none).

    Publishes nothing where documents and code are those of the current snapshot. Raises
    ContractError (a bundled table is at fault), UnknownNameError, StoreBusyError,
    UnwritableError; the published snapshot then stays as it was.
    """
    from etl import sources  # pandera and ibis take a second to import: a fresh start skips them

    store = Store(settings.store)
    with store.writing():
        asked = [] if wish.offline else sources.select(list(wish.sources))
        health = read_health(settings.health)
        for source in (source for source in asked if source.live):
            health[source.name] = _visit(source, settings, wish, today, progress)
        bundled = list(_fetched(sources.discover()["bundled"], settings, wish, today, progress))
        mark = _mark(settings, bundled)
        if store.current_fact("fingerprint") == mark:
            write_health(settings.health, health)
            return Outcome(store.current(), False, health)
        parsed = _parse(settings, bundled, today, progress)
        for name, each in parsed.items():
            if each.set_aside or name in health:
                health[name] = _with(health.get(name, Health()), tuple(each.set_aside))
        before = store.current().table("intervals") if store.current_fact("fingerprint") else None
        snapshot = _publish(store, _joined(parsed), bundled, mark, progress)
        write_health(settings.health, health)
        counts = _changes(before, snapshot.table("intervals"))
        return Outcome(snapshot, True, health, *counts)


def _visit(
    source: Source, settings: Settings, wish: Wish, today: dt.date, progress: Progress
) -> Health:
    """Ask one source and archive what comes; what goes wrong is told in its health."""
    documents = size = 0
    try:
        if source.key_required and not source.key:
            raise AmurError(f"{source.name}: set {source.key_variable} to a key of the publisher.")
        for document in _fetched(source, settings, wish, today, progress):
            documents, size = documents + 1, size + len(document.content)
            told = f"{documents} documents, {size / 1e6:.1f} MB, {document.name}"
            progress(source.name, told)
    except AmurError as error:
        return Health(new_documents=documents, bytes=size, failure=str(error))
    return Health(new_documents=documents, bytes=size)


def _fetched(
    source: Source, settings: Settings, wish: Wish, today: dt.date, progress: Progress
) -> Iterator[Document]:
    """What a source gives, each document archived as it comes."""
    from etl.sources import EARLIEST, Visit

    progress(source.name, "asking")
    archive = Archive(settings.archive)
    visit = Visit(
        client=Client(source.name, wish.limits),
        address=source.host,
        kept=archive.documents(source.name) if source.live else [],
        today=today,
        bundled=settings.bundled,
        since=wish.since or EARLIEST,
        full=wish.full,
        key=source.key,
    )
    for document in source.fetch(visit):
        archive.keep(source.name, document)
        yield document


def _parse(
    settings: Settings, bundled: list[Document], today: dt.date, progress: Progress
) -> dict[str, Parsed]:
    from etl import sources

    archive = Archive(settings.archive)
    parsed = {}
    for name, source in sources.discover().items():
        progress(name, "checking rows")
        documents = archive.documents(name) if source.live else bundled
        parsed[name] = source.parse(documents, today)
    return parsed


def _joined(parsed: dict[str, Parsed]) -> dict[str, pd.DataFrame]:
    """The text tables of all sources, one below the other."""
    names = dict.fromkeys(name for each in parsed.values() for name in each.tables)
    return {
        name: pd.concat(
            [each.tables[name] for each in parsed.values() if name in each.tables],
            ignore_index=True,
        )
        for name in names
    }


def _with(health: Health, set_aside: tuple[str, ...]) -> Health:
    return Health(health.asked, health.new_documents, health.bytes, health.failure, set_aside)


def _changes(before: pd.DataFrame | None, after: pd.DataFrame) -> tuple[int, int, int]:
    """Figures new, revised and unchanged between two versions of the table of intervals."""
    if before is None:
        return len(after), 0, 0
    from etl.marts._series import SERIES

    keys = [*SERIES, "start", "months"]
    both = after.merge(before[[*keys, "value"]], "left", keys, suffixes=("", "_before"))
    new = int(both["value_before"].isna().sum())
    unchanged = int((both["value"] == both["value_before"]).sum())
    return new, len(both) - new - unchanged, unchanged


def _publish(
    store: Store,
    texts: dict[str, pd.DataFrame],
    documents: list[Document],
    mark: str,
    progress: Progress,
) -> Snapshot:
    from etl import facts, marts

    progress("marts", "building")
    tables = facts.build(texts)
    tables |= marts.build_all(tables)
    meanings = facts.MEANINGS | {name: mart.meaning for name, mart in marts.discover().items()}
    tables["catalogue"] = pd.DataFrame(
        [(name, meanings[name], len(tables[name])) for name in sorted(tables)],
        columns=["table", "meaning", "rows"],
    )
    progress("store", "publishing")
    newest = last_month(tables["bilateral_monthly"])
    inputs = {document.name: document.sha256 for document in documents}
    return store.publish(tables, {"fingerprint": mark, "inputs": inputs, "newest_month": newest})


def last_month(months: pd.DataFrame) -> str | None:
    """The last month that the monthly mart covers, as 'YYYY-MM'."""
    if months.empty:
        return None
    starts = pd.to_datetime(months["period"]).dt.to_period("M")
    return str((starts + (months["months"] - 1).astype(int)).max())


def _mark(settings: Settings, bundled: list[Document]) -> str:
    """Hash of all that a snapshot follows from: the documents and the pipeline's own code."""
    digest = hashlib.sha256(version("amur-trade").encode())
    for path in sorted((REPOSITORY / "etl").rglob("*.py")):
        digest.update(path.read_bytes())
    for document in sorted(bundled, key=lambda each: each.name):
        digest.update(f"{document.name}\0{document.sha256}\0".encode())
    for receipt in Archive(settings.archive).receipts():
        digest.update(f"{receipt}\0".encode())
    return digest.hexdigest()
