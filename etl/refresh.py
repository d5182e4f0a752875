"""The refresh: fetch → archive → parse and check → marts → publish, in one step for readers.

The bundled tables are read as they lie; of a live source every document in the archive is read, so
that what was learned once stays, with its vintage, whatever the network does today. A source that
fails never stops another: what failed is told, and kept in `sources.json` until it heals.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from etl.archive import Archive, Document
from etl.budget import Budget
from etl.errors import AmurError, FetchError
from etl.health import Health, read_health, write_health
from etl.http import Client, Limits
from etl.settings import REPOSITORY, Settings
from etl.store import Snapshot, Store

if TYPE_CHECKING:
    from etl.sources import Parsed, Source


@dataclass(frozen=True)
class Step:
    """What is done with a source now, and how much has come of it so far."""

    source: str
    doing: str
    bytes: int = 0
    rows: int | None = None
    done: bool = False


Progress = Callable[[Step], None]
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Wish:
    """What a refresh is to ask for."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    full: bool = False
    offline: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Round:
    """One refresh: where it works, what it is to ask for, the day, and whom it tells."""

    settings: Settings
    wish: Wish
    today: dt.date
    progress: Progress = lambda step: None

    @property
    def archive(self) -> Archive:
        """Where every reply is kept."""
        return Archive(self.settings.archive)


@dataclass(frozen=True)
class Changes:
    """How many figures are new, revised and unchanged against the snapshot before."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a refresh did: changes of the figures in use, and of those that each source gives."""

    snapshot: Snapshot
    published: bool
    health: dict[str, Health]
    changes: Changes
    by_source: dict[str, Changes]


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
    progress: Progress = lambda step: None,
) -> Outcome:
    """Bring the store up to date; the wish's sources are asked (those on by default, if none).

    Publishes nothing where documents and code are those of the current snapshot. Raises
    ContractError (a bundled table is at fault), UnknownNameError, StoreBusyError,
    UnwritableError; the published snapshot then stays as it was.
    """
    from etl import sources  # pandera and ibis take a second to import: a fresh start skips them

    here = Round(settings, wish, today, progress)
    store = Store(settings.store)
    with store.writing():
        health = read_health(settings.health)
        for name in sources.discover():
            here.archive.set_damaged_aside(name)
        asked = [each for each in sources.select(list(wish.sources)) if each.kept]
        for source in (each for each in asked if not (each.live and wish.offline)):
            unread = health.get(source.name, Health()).set_aside
            visited = _visit(source, here, unread)
            if source.live or visited.new_documents or visited.failure:
                health[source.name] = visited
        _losses_told(here.archive, health)
        write_health(settings.health, health)  # told even where publishing fails
        bundled = list(_fetched(sources.discover()["bundled"], here))
        mark = _mark(settings, bundled)
        if store.current_fact("fingerprint") == mark:
            return _nothing_new(store.current(), health)
        parsed = _parse(here, bundled)
        for name, each in parsed.items():
            if each.set_aside or name in health:
                health[name] = replace(health.get(name, Health()), set_aside=each.set_aside)
        write_health(settings.health, health)
        before = store.current() if store.current_fact("fingerprint") else None
        snapshot = _publish(store, _joined(parsed), bundled, mark, progress)
        return Outcome(snapshot, True, health, *_all_changes(before, snapshot))


def _visit(source: Source, here: Round, unread: Mapping[str, str] = NOTHING) -> Health:
    """Ask one source and archive what comes; what goes wrong is told in its health."""
    documents = size = 0
    failure = None
    try:
        if source.key_required and not source.key:
            raise AmurError(f"{source.name}: set {source.key_variable} to a key of the publisher.")
        for document in _fetched(source, here, unread):
            documents, size = documents + 1, size + len(document.content)
    except AmurError as error:
        failure = _named(source, error) + _kept_as_evidence(source, error, here)
    except Exception as error:  # what a publisher changes must not stop the other sources
        failure = (
            f"{source.name}: a reply is not in the form that Amur knows ({error!r}). Look at it "
            f"under {here.settings.archive / source.name}, and report it."
        )
    here.progress(Step(source.name, failure or f"{documents} documents", size, done=True))
    return Health(new_documents=documents, bytes=size, failure=failure, set_aside=dict(unread))


def _named(source: Source, error: AmurError) -> str:
    told = str(error)
    return told if told.startswith(f"{source.name}:") else f"{source.name} ({source.host}): {told}"


def _kept_as_evidence(source: Source, error: AmurError, here: Round) -> str:
    """Keep what came with a refusal beside the archive's documents, where no reader takes it up."""
    if not isinstance(error, FetchError) or not error.came:
        return ""
    document = Document("refused", error.address, error.came, learned=here.today)
    try:
        place = here.archive.keep(f"refused/{source.name}", document)
    except AmurError as unwritable:
        return f" What came could not be kept: {unwritable}"
    return f" What came is kept in {place}."


def _losses_told(archive: Archive, health: dict[str, Health]) -> None:
    """Tell of each source what was damaged in the archive and has not come again."""
    from etl import sources

    for source in sources.discover():
        lost = archive.lost(source)
        if lost:
            told = (
                f"{source}: {len(lost)} kept documents are damaged and the publisher has not given "
                f"them again ({', '.join(each[:12] for each in lost)}). Restore them from a backup "
                f"of {archive.folder / source}, run 'amur refresh --full --source {source}', or "
                "remove their receipts there to do without them."
            )
            health[source] = replace(health.get(source, Health()), failure=told)


def _fetched(
    source: Source, here: Round, unread: Mapping[str, str] = NOTHING
) -> Iterator[Document]:
    """What a source gives, each document archived as it comes."""
    from etl.sources import EARLIEST, Visit

    size = 0

    def received(part: int) -> None:
        nonlocal size
        size += part
        here.progress(Step(source.name, "receiving", size))

    here.progress(Step(source.name, "asking"))
    kept = here.archive.documents(source.name) if source.kept else []
    visit = Visit(
        client=Client(source.name, here.wish.limits, received),
        address=source.host,
        kept=[document for document in kept if document.address not in unread],
        today=here.today,
        bundled=here.settings.bundled,
        inbox=here.settings.inbox,
        since=here.wish.since or EARLIEST,
        full=here.wish.full,
        key=source.key,
        budget=Budget(here.settings.budgets, source.name, here.today),
    )
    for document in source.fetch(visit):
        here.archive.keep(source.name, document)
        here.progress(Step(source.name, document.name, size))
        yield document


def _parse(here: Round, bundled: list[Document]) -> dict[str, Parsed]:
    from etl import sources

    parsed = {}
    for name, source in sources.discover().items():
        documents = here.archive.documents(name) if source.kept else bundled
        size = sum(len(document.content) for document in documents)
        here.progress(Step(name, f"checking {len(documents)} documents", size))
        parsed[name] = source.parse(documents, here.today)
        rows = sum(len(table) for table in parsed[name].tables.values())
        here.progress(Step(name, "read", size, rows, done=True))
    return parsed


def _joined(parsed: dict[str, Parsed]) -> dict[str, pd.DataFrame]:
    """The text tables of all sources, one below the other; documents know their `feed`."""
    names = dict.fromkeys(name for each in parsed.values() for name in each.tables)
    joined = {
        name: pd.concat(
            [each.tables[name] for each in parsed.values() if name in each.tables],
            ignore_index=True,
        )
        for name in names
    }
    feeds = [feed for feed, each in parsed.items() for _ in range(len(each.tables["sources"]))]
    return joined | {"sources": joined["sources"].assign(feed=feeds)}


def _nothing_new(snapshot: Snapshot, health: dict[str, Health]) -> Outcome:
    figures, by_source = _all_changes(snapshot, snapshot)
    return Outcome(snapshot, False, health, figures, by_source)


def _all_changes(before: Snapshot | None, after: Snapshot) -> tuple[Changes, dict[str, Changes]]:
    """Changes of the figures in use, and of what each source says last."""
    from etl.marts._series import SERIES

    place = [*SERIES, "start", "months"]
    figures = _changes(_of_before(before, "intervals", place), after.table("intervals"), place)
    compare = partial(_changes, keys=[*place, "status"])
    readings = _of_before(before, "readings", [*place, "status", "superseded", "feed"])
    said = {} if readings is None else _last_said(readings)
    found = _last_said(after.table("readings"))
    return figures, {feed: compare(said.get(feed), rows) for feed, rows in found.items()}


def _of_before(before: Snapshot | None, name: str, needed: list[str]) -> pd.DataFrame | None:
    """A table of the snapshot before; None where an earlier version of Amur made it otherwise."""
    if before is None or name not in before.tables:
        return None
    table = before.table(name)
    return table if set(needed) <= set(table.columns) else None


def _last_said(readings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of each source the readings that it did not replace itself."""
    rows = readings[~readings["superseded"]]
    return {str(feed): part for feed, part in rows.groupby("feed")}


def _changes(before: pd.DataFrame | None, after: pd.DataFrame, keys: list[str]) -> Changes:
    """Figures new, revised and unchanged between two versions of a table."""
    if before is None:
        return Changes(new=len(after))
    old = before.groupby(keys, dropna=False)["value"].agg(set).rename("before").reset_index()
    both = after.merge(old, "left", keys)
    known = both[both["before"].notna()]
    same = sum(value in said for value, said in zip(known["value"], known["before"], strict=True))
    return Changes(len(both) - len(known), len(known) - same, same)


def _publish(
    store: Store,
    texts: dict[str, pd.DataFrame],
    documents: list[Document],
    mark: str,
    progress: Progress,
) -> Snapshot:
    from etl import facts, marts

    progress(Step("marts", "building"))
    tables = facts.build(texts)
    tables |= marts.build_all(tables)
    meanings = facts.MEANINGS | {name: mart.meaning for name, mart in marts.discover().items()}
    tables["catalogue"] = pd.DataFrame(
        [(name, meanings[name], len(tables[name])) for name in sorted(tables)],
        columns=["table", "meaning", "rows"],
    )
    progress(Step("store", "publishing"))
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
