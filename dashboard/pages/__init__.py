"""The pages: one module a page, found by itself; each says which cards it shows, in which order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

from dashboard.charts import Chart, Tables, get
from dashboard.view import View
from etl.discovery import declared
from etl.errors import UnknownNameError


@dataclass(frozen=True)
class Page:
    """One page: its address, its words and its charts; `besides` adds what is not a chart.

    `state` gives what that depends on apart from tables and view.

    `name`, `title` and `intro` are messages, to be said in the reader's language. A page whose
    reader chooses the charts has `chosen` instead of `charts`, and side by side.
    """

    path: str
    name: str
    title: str
    intro: str
    order: int
    charts: tuple[str, ...]
    besides: Callable[[Tables, View], list[Any]] | None = None
    besides_first: bool = False
    state: Callable[[], Hashable] = tuple
    chosen: Callable[[View], list[tuple[Chart, View]]] | None = None
    own_controls: tuple[str, ...] = ()

    def cards(self, view: View) -> list[tuple[Chart, View]]:
        """The page's charts in order, each with the view that it is drawn in."""
        if self.chosen:
            return self.chosen(view)
        return [(get(name), view) for name in self.charts]

    def controls(self, view: View) -> list[str]:
        """Parameters that at least one of the page's charts answers to, in a steady order."""
        used = {control for chart, _ in self.cards(view) for control in chart.controls}
        used |= set(self.own_controls)
        return [name for name in CONTROL_ORDER if name in used | ALWAYS]


SIDES = ("left", "right")
ALWAYS = {"asof"}
"""Parameters that every page answers to."""
CONTROL_ORDER = (
    *("left", "right", "flow", "fuel", "product", "freq", "show", "cur", "prices", "reporter"),
    *("from", "to", "from2", "to2", "asof", "events"),
)


@cache
def discover() -> list[Page]:
    """Every page in the order of the navigation."""
    return sorted(declared(sys.modules[__name__], "PAGE"), key=lambda page: page.order)


def side_of(page: Page, place: int) -> str:
    """What tells two cards of one chart apart; nothing on a page that shows a chart once."""
    return SIDES[place] if page.chosen else ""


def named(name: str) -> Page:
    """A page by its address's last word, 'overview' for the first; raises UnknownNameError."""
    known = {page.path.strip("/") or "overview": page for page in discover()}
    if name not in known:
        raise UnknownNameError("page", name, list(known))
    return known[name]


def find(path: str) -> Page | None:
    """The page at an address, or None."""
    clean = path.rstrip("/") or "/"
    return next((page for page in discover() if page.path == clean), None)


def of(chart: Chart) -> Page:
    """The first page that a chart stands on, the first of all for one that stands on none."""
    return next((page for page in discover() if chart.id in page.charts), discover()[0])
