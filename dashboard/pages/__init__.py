"""The pages: one module a page, found by itself; each says which cards it shows, in which order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from dashboard.charts import Chart, Tables, get
from dashboard.view import View
from etl.discovery import declared


@dataclass(frozen=True)
class Page:
    """One page: its address, its words and its charts; `besides` adds what is not a chart.

    `name`, `title` and `intro` are messages, to be said in the reader's language.
    """

    path: str
    name: str
    title: str
    intro: str
    order: int
    charts: tuple[str, ...]
    besides: Callable[[Tables, View], list[Any]] | None = None
    besides_first: bool = False

    def cards(self) -> list[Chart]:
        """The page's charts in order."""
        return [get(name) for name in self.charts]

    def controls(self) -> list[str]:
        """Parameters that at least one of the page's charts answers to, in a steady order."""
        used = {control for chart in self.cards() for control in chart.controls}
        return [name for name in CONTROL_ORDER if name in used | ALWAYS]


ALWAYS = {"asof"}
"""Parameters that every page answers to."""
CONTROL_ORDER = ("flow", "fuel", "freq", "show", "cur", "reporter", "from", "to", "asof", "events")


@cache
def discover() -> list[Page]:
    """Every page in the order of the navigation."""
    return sorted(declared(sys.modules[__name__], "PAGE"), key=lambda page: page.order)


def find(path: str) -> Page | None:
    """The page at an address, or None."""
    clean = path.rstrip("/") or "/"
    return next((page for page in discover() if page.path == clean), None)
