"""Cards that were drawn once, kept as JSON: a view that someone has seen is not drawn again.

What is kept is named by snapshot, chart and the view as far as the chart answers to it, so that a
change of one control redraws only the cards that it concerns. The least used go first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from threading import Lock
from typing import Any

import numpy as np
import orjson
import pandas as pd
from cachetools import LRUCache, cached

from dashboard import cards, pages
from dashboard.charts import Chart
from dashboard.pages import ALWAYS, Page, side_of
from dashboard.shelf import SnapshotTables
from dashboard.view import View, from_the_first, narrowed, one_choice_from, query
from dashboard.words import LANGUAGES

KEPT_BYTES = 64_000_000
"""Of one worker; a card takes 5 to 60 kB."""
WRITTEN = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
SHELL = {"lang", "theme"}
"""Parameters that everything drawn depends on."""

_lock = Lock()


def card(chart: Chart, tables: SnapshotTables, view: View, side: str) -> Any:
    """A chart's card, or in its place one that says why there is none, ready to be sent."""
    try:
        return card_alone(chart, tables, view, side)
    except Exception as error:  # whatever fails in one chart must not take the page with it
        return cards.failed(chart, error, view, side)


def card_alone(chart: Chart, tables: SnapshotTables, view: View, side: str) -> Any:
    """A chart's card, as `cards.card` draws it; raises whatever the chart fails with."""
    asked = _asked(chart, view)
    draw = lambda: [cards.card(chart, tables, asked, side)]  # noqa: E731
    return _once(_key(chart, tables, asked, side), draw)[0]


def kept(chart: Chart, tables: SnapshotTables, view: View, side: str) -> Any:
    """The card if it was drawn before, else None."""
    with _lock:
        parts = _parts.cache.get(_key(chart, tables, _asked(chart, view), side))
    return parts and orjson.Fragment(parts[0])


def addresses(page: Page, view: View) -> list[str]:
    """Where each of a page's cards is had; the same as long as the same stands on the card."""
    asked = [view if page.chosen else _asked(chart, view) for chart, _ in page.cards(view)]
    path = page.path.rstrip("/")
    return [f"/cards{path}/{place}{query(each)}" for place, each in enumerate(asked)]


def _asked(chart: Chart, view: View) -> View:
    """The view as far as the chart answers to it."""
    return narrowed(view, {*chart.controls, *ALWAYS, *SHELL})


def _key(chart: Chart, tables: SnapshotTables, asked: View, side: str) -> Hashable:
    return (tables.snapshot.name, chart, side, asked)


def besides(page: Page, tables: SnapshotTables, view: View) -> list[Any]:
    """What a page shows besides its charts, ready to be sent."""
    if page.besides is None:
        return []
    draw = page.besides
    asked = narrowed(view, {*page.own_controls, *ALWAYS, *SHELL})
    try:
        key = (tables.snapshot.name, page, asked, page.state())
        return _once(key, lambda: draw(tables, asked))
    except Exception as error:  # the charts below it stand
        return [cards.not_drawn(page.name, error, view)]


def ahead(tables: SnapshotTables) -> Iterator[None]:
    """Draw, one at each step, the cards that a single choice on a page leads to.

    Months are not foreseen: there are too many. But all of them at once are drawn, so that every
    figure has been put into words.
    """
    for language in LANGUAGES:
        for page in pages.discover():
            view = View(lang=language)
            besides(page, tables, view)
            for place, (chart, each) in enumerate(page.cards(view)):
                for foreseen in [*one_choice_from(each, chart.controls), from_the_first(each)]:
                    card(chart, tables, foreseen, side_of(page, place))
                    yield


def _once(key: Hashable, draw: Callable[[], Iterable[Any]]) -> list[Any]:
    return [orjson.Fragment(each) for each in _parts(key, draw)]


@cached(
    LRUCache(KEPT_BYTES, getsizeof=lambda parts: sum(map(len, parts))),
    key=lambda key, draw: key,
    lock=_lock,
)
def _parts(key: Hashable, draw: Callable[[], Iterable[Any]]) -> list[bytes]:
    return [orjson.dumps(each, _plain, WRITTEN) for each in draw()]


def _plain(part: Any) -> Any:
    """What orjson does not write itself: components, drawings, times of pandas, other arrays.

    Plotly's own encoder walks through every point of a chart first, which takes as long as drawing
    a small one. Raises TypeError for what else there may be.
    """
    if hasattr(part, "to_plotly_json"):
        return part.to_plotly_json()
    if part is pd.NaT or part is pd.NA:
        return None
    if isinstance(part, pd.Timestamp):
        return part.to_pydatetime()
    if isinstance(part, np.ndarray):
        return part.tolist()
    raise TypeError(f"{type(part).__name__} has no place in a card")
