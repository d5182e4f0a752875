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
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq

from etl.archive import Archive, Document
from etl.budget import Budget
from etl.errors import AmurError, FetchError
from etl.health import Health, read_health, write_health
from etl.http import Client, Limits
from etl.settings import REPOSITORY, Settings
from etl.store import Snapshot, Store

if TYPE_CHECKING:
    from etl.changes import Changes
    from etl.facts import Facts
    from etl.sources import Source


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
        Document.of(path.name, path.as_uri(), path.read_bytes())
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
    ContractError (a bundled table is at fault), UnknownNameError, StoreBusyError, UnwritableError,
    UnreadableError and DamagedArchiveError (of the archive's own files); the published snapshot
    then stays as it was.
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
            asked_before = source.name in health
            if source.live or asked_before or visited.new_documents or visited.failure:
                health[source.name] = visited
        _losses_told(here.archive, health)
        write_health(settings.health, health)  # told even where publishing fails
        bundled = list(_fetched(sources.discover()["bundled"], here))
        mark = _mark(settings, bundled)
        if store.current_fact("fingerprint") == mark:
            return _nothing_new(store.current(), health)
        return _published(here, store, bundled, mark, health)


def _visit(source: Source, here: Round, unread: Mapping[str, str] = NOTHING) -> Health:
    """Ask one source and archive what comes; what goes wrong is told in its health."""
    documents = size = 0
    failure = None
    try:
        if source.key_required and not source.key:
            raise AmurError(f"{source.name}: set {source.key_variable} to a key of the publisher.")
        for document in _fetched(source, here, unread):
            documents, size = documents + 1, size + document.size
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
    document = Document.of("refused", error.address, error.came, learned=here.today)
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


def _published(
    here: Round, store: Store, bundled: list[Document], mark: str, health: dict[str, Health]
) -> Outcome:
    """Build a snapshot from all documents and publish it; what was set aside goes into health."""
    from etl import changes

    before = store.current() if store.current_fact("fingerprint") else None
    with store.building() as folder:
        _build(here, bundled, health, folder)
        here.progress(Step("store", "publishing"))
        changed = changes.between(before, folder, spilt=folder)
        newest = last_month(pd.read_parquet(folder / "bilateral_monthly.parquet"))
        inputs = {document.name: document.sha256 for document in bundled}
        facts = {"fingerprint": mark, "inputs": inputs, "newest_month": newest}
        return Outcome(store.publish(folder, facts), True, health, *changed)


def _build(here: Round, bundled: list[Document], health: dict[str, Health], folder: Path) -> None:
    """Write every table of the next snapshot into a folder."""
    from etl import facts, marts, sources
    from etl.parquet import write_frame

    with TemporaryDirectory(prefix="parts-", dir=folder) as parts:
        known = facts.Facts(folder, Path(parts))
        for name, source in sources.discover().items():
            documents = here.archive.documents(name) if source.kept else bundled
            set_aside = _read(here, source, documents, known)
            if set_aside or name in health:
                health[name] = replace(health.get(name, Health()), set_aside=set_aside)
        write_health(here.settings.health, health)
        here.progress(Step("marts", "building"))
        files = known.files()
        marts.build_all(files, folder, begun=partial(_tell_mart, here))
    meanings = facts.MEANINGS | {name: mart.meaning for name, mart in marts.discover().items()}
    rows = {path.stem: pq.read_metadata(path).num_rows for path in folder.glob("*.parquet")}
    catalogue = [(name, meanings[name], rows[name]) for name in sorted(rows)]
    columns = ["table", "meaning", "rows"]
    write_frame(folder / "catalogue.parquet", pd.DataFrame(catalogue, columns=columns))


def _tell_mart(here: Round, name: str) -> None:
    here.progress(Step("marts", f"building {name}"))


def _read(here: Round, source: Source, documents: list[Document], known: Facts) -> dict[str, str]:
    """Add what documents say, part by part; the addresses whose newest is set aside, and why."""
    from etl.sources import Parsed

    size = sum(document.size for document in documents)
    here.progress(Step(source.name, f"checking {len(documents)} documents", size))
    whole, rows = Parsed({}), 0
    for part in source.parse(documents, here.today):
        whole.faults.update(part.faults)
        rows += known.add(source.name, part)
        here.progress(Step(source.name, "reading", size, rows))
    here.progress(Step(source.name, "read", size, rows, done=True))
    return whole.set_aside


def _nothing_new(snapshot: Snapshot, health: dict[str, Health]) -> Outcome:
    from etl import changes

    return Outcome(snapshot, False, health, *changes.between(snapshot, snapshot.folder))


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
