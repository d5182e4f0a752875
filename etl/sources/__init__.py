"""The sources: one module a publisher, found by itself.

A module in this package that defines `SOURCE` is a source; nothing else has to be edited.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from etl.archive import Document
from etl.discovery import declared
from etl.errors import UnknownNameError
from etl.settings import Settings


@dataclass(frozen=True)
class Source:
    """What a publisher serves, how to fetch it and how to read it.

    `fetch` returns raw documents and reads nothing in them; `parse` is a pure function from
    documents (and today's date, the bound for periods) to the fact tables of `etl.facts`.
    """

    name: str
    publisher: str
    licence: str
    cadence: str
    fetch: Callable[[Settings], Iterable[Document]]
    parse: Callable[[list[Document], dt.date], dict[str, pd.DataFrame]]


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
    return [sources[name] for name in names or sorted(sources)]
