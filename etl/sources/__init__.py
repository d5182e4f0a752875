"""The sources: one module a publisher, found by itself.

A module in this package that defines `SOURCE` is a source; nothing else has to be edited.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from etl.archive import Document
from etl.budget import Budget
from etl.discovery import declared
from etl.errors import UnknownNameError
from etl.http import Client
from etl.secret import secret

OPTIONAL_VARIABLE = "AMUR_OPTIONAL"
"""Names of the optional sources that are to be asked all the same, with commas between."""
EARLIEST = "2010-01"
"""Months before this one are asked for only if a person names an earlier one."""


@dataclass(frozen=True)
class Visit:
    """All that a source may use to fetch: its client and address, what is kept, what is wanted.

    `kept` leaves out what could not be read, so that it is asked for again.
    """

    client: Client
    address: str
    kept: list[Document]
    today: dt.date
    bundled: Path
    inbox: Path
    budget: Budget
    since: str = EARLIEST
    full: bool = False
    key: str | None = None

    def newest(self, name: str) -> Document | None:
        """The document kept last under a name."""
        return next((each for each in reversed(self.kept) if each.name == name), None)

    def ask(
        self,
        name: str,
        address: str,
        headers: dict[str, str] | None = None,
        expects: str | None = None,
    ) -> Document | None:
        """The document at an address, or None where the publisher says that nothing changed."""
        last = self.newest(name)
        reply = self.client.get(address, headers, last.headers if last else None, expects)
        if reply.content is None:
            return None
        return Document.of(name, reply.address, reply.content, reply.headers, self.today)


@dataclass(frozen=True)
class Parsed:
    """Text tables by name, in the forms of `etl.bundled_tables`, read in some documents; of each
    address why its newest document is set aside, or None where it is not."""

    tables: dict[str, pd.DataFrame]
    faults: dict[str, str | None] = field(default_factory=dict)

    @property
    def set_aside(self) -> dict[str, str]:
        """The addresses whose newest document is set aside, and why."""
        return {address: why for address, why in self.faults.items() if why}


def joined(parts: Iterable[Parsed]) -> Parsed:
    """What was read in parts, as one."""
    tables: dict[str, list[pd.DataFrame]] = {}
    faults: dict[str, str | None] = {}
    for part in parts:
        faults |= part.faults
        for name, table in part.tables.items():
            tables.setdefault(name, []).append(table)
    return Parsed({name: pd.concat(each) for name, each in tables.items()}, faults)


@dataclass(frozen=True)
class Source:
    """What a publisher serves, how to fetch it and how to read it.

    `fetch` returns raw documents and reads in them no more than where others are; `parse` is a
    pure function from documents (and today's date, the bound for periods) to text tables, given in
    parts so that no more than one of them need be held. `feeds` names the tables of figures that it
    adds to; one that is `optional` is asked only if named, one that is `heavy` not for a trial.
    """

    name: str
    publisher: str
    licence: str
    redistributable: bool
    cadence: str
    fetch: Callable[[Visit], Iterable[Document]]
    parse: Callable[[list[Document], dt.date], Iterator[Parsed]]
    address: str = ""
    key_variable: str | None = None
    key_required: bool = False
    release_days: tuple[int, ...] = ()
    archived: bool = False
    optional: bool = False
    heavy: bool = False
    feeds: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether all that it ever gave counts, and not only what it gives now."""
        return self.live or self.archived

    @property
    def live(self) -> bool:
        """Whether a publisher is asked over the network."""
        return bool(self.address)

    @property
    def key(self) -> str | None:
        """The user's key; raises AmurError where others may read its file."""
        return secret(self.key_variable) if self.key_variable else None

    @property
    def host(self) -> str:
        """The publisher's address; AMUR_ADDRESS_<NAME> names a mirror instead."""
        return os.environ.get(f"AMUR_ADDRESS_{self.name.upper()}", self.address).rstrip("/")


def discover() -> dict[str, Source]:
    """Every source by name."""
    found = declared(sys.modules[__name__], "SOURCE")
    return {source.name: source for source in found}


def select(names: list[str]) -> list[Source]:
    """The named sources, or all; raises UnknownNameError."""
    sources = discover()
    for name in names:
        if name not in sources:
            raise UnknownNameError("source", name, sorted(sources))
    return [sources[name] for name in names or sorted(filter(is_on, sources))]


def is_on(name: str) -> bool:
    """Whether a source is asked where none is named."""
    wanted = os.environ.get(OPTIONAL_VARIABLE, "").replace(" ", "").split(",")
    return not discover()[name].optional or name in wanted
