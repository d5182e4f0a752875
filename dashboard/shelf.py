"""The published tables in memory: read once a snapshot, taken up anew when another is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import pandas as pd
from cachetools import LRUCache

from dashboard.once import Once
from etl.as_of import snapshot_as_of
from etl.store import Snapshot, Store

DAYS_KEPT = 8
"""Tables as known on so many days are kept."""
WAITING = 4
"""So many requests may wait for tables of days."""
BUSY = "Tables of several days are being built. Ask again shortly."
QUESTIONS_KEPT = 64
"""Answers of so many questions to large tables are kept in memory, for each snapshot."""
HISTORIES_KEPT = 512
"""So many frames that charts made of the tables are kept, of some 20 kB each."""
Wanted = str | tuple[str, ...]
"""What a column must hold: a text, or one of several."""


class Document(NamedTuple):
    """A document: `published` is the day it bears ('' for none), `released` the one that counts.

    `feed` is the source that brought it.
    """

    id: str
    publisher: str
    title: str
    address: str
    language: str
    published: str
    released: pd.Timestamp
    feed: str


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """A snapshot's tables by name, each read from disk when first asked for.

    What is `known` of them on some day lies in files of its own, which are the snapshot's for now;
    `frames` are at hand already.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        frames: Mapping[str, pd.DataFrame] | None = None,
        known: Snapshot | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.known = known or snapshot
        self._frames = dict(frames or {})
        self._answers: LRUCache[tuple[object, ...], pd.DataFrame] = LRUCache(QUESTIONS_KEPT)
        self._histories: LRUCache[Hashable, pd.DataFrame] = LRUCache(HISTORIES_KEPT)
        self._lock = Lock()

    def kept(self, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What was made of the tables under a key, else what `make` gives; a frame to change."""
        with self._lock:
            frame = self._histories.get(key)
        if frame is None:
            frame = make()
            # Few rows of Python's texts are cut and compared much faster than of Arrow's.
            frame = frame.astype(dict.fromkeys(frame.select_dtypes("str"), object))
            with self._lock:
                self._histories[key] = frame
        return frame.copy(deep=False)

    def rows(self, name: str, **wanted: Wanted) -> pd.DataFrame:
        """The rows of a table whose columns hold what is wanted.

        A table that is not in memory stays on the disk: Parquet gives the rows alone. Whatever may
        grow with the number of goods is asked for in this way.
        """
        if name in self._frames:
            return _chosen(self._frames[name], wanted)
        question = (name, *wanted.items())
        with self._lock:
            found = self._answers.get(question)
        if found is None:
            found = self.known.rows(name, wanted)
            with self._lock:
                self._answers[question] = found
        return found

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents by their ids, gathered once: every chart asks for some."""
        return documents_by_id(self["documents"])

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.known.table(name)
        return self._frames[name]

    def __contains__(self, name: object) -> bool:
        return name in self.snapshot.tables  # else the table would be read for it

    def __iter__(self) -> Iterator[str]:
        return iter(self.snapshot.tables)

    def __len__(self) -> int:
        return len(self.snapshot.tables)


def rows_of(tables: Mapping[str, pd.DataFrame], name: str, **wanted: Wanted) -> pd.DataFrame:
    """The same of any tables, those of a snapshot without reading more than the rows."""
    if isinstance(tables, SnapshotTables):
        return tables.rows(name, **wanted)
    return _chosen(tables[name], wanted)


def documents_of(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, Document]:
    """The documents of any tables by their ids."""
    if isinstance(tables, SnapshotTables):
        return tables.documents
    return documents_by_id(tables["documents"])


def documents_by_id(documents: pd.DataFrame) -> Mapping[str, Document]:
    """The table of documents as a dictionary."""
    columns = (documents[name].to_list() for name in Document._fields)
    return {each[0]: Document._make(each) for each in zip(*columns, strict=True)}


def _chosen(frame: pd.DataFrame, wanted: Mapping[str, Wanted]) -> pd.DataFrame:
    kept = pd.Series(True, index=frame.index)
    for column, values in wanted.items():
        kept &= frame[column].isin([values] if isinstance(values, str) else list(values))
    return frame[kept]


def as_known_on(tables: SnapshotTables, day: str) -> SnapshotTables:
    """The tables as known at the end of a day ('2025-06-30'); the tables themselves for ''."""
    if not day:
        return tables
    known = snapshot_as_of(tables.snapshot, dt.date.fromisoformat(day))
    return SnapshotTables(tables.snapshot, known=known)


def _no_days() -> Once[SnapshotTables]:
    return Once(LRUCache(DAYS_KEPT), WAITING, BUSY)


@dataclass
class Shelf:
    """Gives the tables of whatever snapshot is published now.

    `admit` is asked before tables of a day are built, and raises BusyError for who asks too often.
    """

    store: Store
    admit: Callable[[], None] = lambda: None
    _held: SnapshotTables | None = None
    _days: Once[SnapshotTables] = field(default_factory=_no_days)
    _lock: Lock = field(default_factory=Lock)

    def tables(self, day: str = "") -> SnapshotTables:
        """The current snapshot's tables, on demand as known on a day.

        Raises NoSnapshotError before the first publish, BusyError where too many wait for days
        that have to be built, or one asks for too many.
        """
        name = self.store.current_name()
        with self._lock:
            if self._held is None or self._held.snapshot.name != name:
                self._held = SnapshotTables(self.store.current())
                self._days = _no_days()
            held, days = self._held, self._days
        return days.get(day, lambda: self._known_on(held, day)) if day else held

    def _known_on(self, held: SnapshotTables, day: str) -> SnapshotTables:
        self.admit()
        return as_known_on(held, day)
