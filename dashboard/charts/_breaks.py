"""Where a series changes what it rests on: another source, another edition of the nomenclature.

Such a change is drawn as a break: a thin line where the new begins, with a label, and a note that
says from what to what.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard import theme
from dashboard.charts._drawing import places
from dashboard.charts._editions import moved
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.shelf import documents_of
from dashboard.view import View
from dashboard.words import Words, message, words
from etl.codes import AREAS, PRODUCTS, STATISTICS

BUNDLED = message("public documents, read row by row")
NOT_NAMES = {"source", "status", "span", "prices", "statistic", "edition", "goods"}
"""Text columns that do not tell one series from another."""
LABELLED = 4
"""With more changes than this, the lines stand without labels; the notes name the first ones."""
LABEL_LETTERS = 24

_TIME = attrgetter("at", "when")
Explain = Callable[[frozenset[str], frozenset[str]], str]
"""What more a note says of a change, from what a series rested on to what it rests on."""


@dataclass(frozen=True)
class Break:
    """A change in a series: where it is drawn, what begins there, and what a note says of it.

    `of` holds what names the series that it is of: the texts of their columns in the data.
    """

    at: pd.Timestamp
    begins: str
    told: str
    of: frozenset[str] = frozenset()


def breaks_of(data: pd.DataFrame, tables: Any, view: View) -> list[Break]:
    """Every change of source, statistic or goods along the time of a chart's data."""
    if "source" not in data or not {"period", "year"} & set(data):
        return []
    data = data[data["source"].notna() & (data["source"] != "")]  # no figure rests on nothing
    rests = list(_feeds(data, tables, view))
    for column in {"statistic", "goods"} & set(data):
        rests = [have | {name} for have, name in zip(rests, data[column], strict=True)]
    if len(set().union(*rests)) < 2:
        return []
    names = _names(data)
    if len({*zip(names, rests, strict=True)}) == len({*names}):
        return []  # no series changes what it rests on
    say = words(view.lang)
    starts = _starts(data, view)
    series = defaultdict[tuple[str, ...], list[_Row]](list)
    for key, *row in zip(names, starts, _when(data, starts, view, say), rests, strict=True):
        series[key].append(_Row(*row))
    of = defaultdict[Break, list[tuple[str, ...]]](list)
    explain = partial(moved, view.product, tables=tables, say=say)
    for key in sorted(series):
        for change in _changes(series[key], say, explain):
            of[change].append(key)
    found = [_of(change, keys, len(keys) == len(series), say) for change, keys in of.items()]
    return sorted(found, key=lambda each: each.at)


class _Row(NamedTuple):
    """Where a row stands in time, its time in words, and what its figure rests on."""

    at: pd.Timestamp
    when: str
    rests: frozenset[str]


def _names(data: pd.DataFrame) -> list[tuple[str, ...]]:
    """The texts that tell each row's series from the others."""
    texts = [column for column in data.select_dtypes(["object", "str"]) if column not in NOT_NAMES]
    if not texts:
        return [()] * len(data)
    rows = zip(*(data[name] for name in texts), strict=True)
    return [tuple(str(each) for each in row if each) for row in rows]


def _of(change: Break, keys: list[tuple[str, ...]], of_all: bool, say: Words) -> Break:
    """The change with the series that it is of, named in its note unless they are all."""
    known = AREAS | PRODUCTS
    names = say.clauses(say.listed(say(known.get(each, each)) for each in key) for key in keys)
    told = change.told if of_all else f"{names}: {change.told}"
    return replace(change, told=told, of=frozenset(each for key in keys for each in key))


def mark_in_time(figure: Drawing, found: list[Break], data: pd.DataFrame, view: View) -> None:
    """Draw the breaks on a figure whose one horizontal axis is time."""
    axis = _axis(figure)
    if axis is None:
        return
    xs = [each.at if axis == "date" else each.at.year - 0.5 for each in found]
    for x, each in zip(xs, found, strict=True):
        figure.shape(type="line", x0=x, x1=x, yref="paper", y0=0, y1=1, line=look(view))
        if len(found) <= LABELLED:
            figure.annotate(**label(each, view), x=x, y=1, yref="paper")


def look(view: View) -> dict[str, Any]:
    """How the line of a break looks."""
    return {"color": theme.palette(view.theme).muted, "width": 1, "dash": "dash"}


def label(change: Break, view: View) -> dict[str, Any]:
    """The label of a break, to be placed: what begins there; the rest where the pointer rests."""
    return {
        "text": "<br>".join(textwrap.wrap(change.begins, LABEL_LETTERS)),
        "hovertext": change.told,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "font": {"size": 11, "color": theme.palette(view.theme).muted},
    }


def notes(found: Sequence[Break], say: Words) -> list[str]:
    """What the notes of a chart say of its breaks."""
    told = [each.told for each in found[:LABELLED]]
    more = len(found) - LABELLED
    if more > 0:
        told.append(say.plural("And {count} change more.", "And {count} changes more.", more))
    return told


def _feeds(data: pd.DataFrame, tables: Any, view: View) -> Iterator[frozenset[str]]:
    """For each row the feeds of its documents, those of a rate or a price index aside."""
    known = documents_of(tables)
    if all(each.feed == "bundled" for each in known.values()):
        yield from [frozenset({"bundled"})] * len(data)
        return
    aside = _yardsticks(tables, view)
    for source in data["source"]:
        ids = set(str(source).split())
        yield frozenset(
            known[each].feed if each in known else "bundled" for each in ids - aside or ids
        )


def _yardsticks(tables: Any, view: View) -> set[str]:
    """The documents by which values were converted or deflated."""
    used = {"fx_monthly": view.cur != "usd", "price_indices": view.prices == "real"}
    return {each for name, is_used in used.items() if is_used for each in tables[name]["source"]}


def _starts(data: pd.DataFrame, view: View) -> pd.Series:
    """Where each row stands in time; a sum from January on at its last month."""
    if "period" in data:
        return places(data, view)
    starts = year_starts(data["year"])
    if "months" not in data:
        return starts
    return (starts.dt.to_period("M") + (data["months"] - 1)).dt.to_timestamp()


def _when(data: pd.DataFrame, starts: pd.Series, view: View, say: Words) -> list[str]:
    if "period" not in data:
        months = data.get("months", pd.Series(12, index=data.index))
        return [say.year_to(*each) for each in zip(data["year"], months, strict=True)]
    moving = view.freq == "12m" or "months" not in data
    months = pd.Series(1, index=data.index) if moving else data["months"]
    return [say.month(start, int(length)) for start, length in zip(starts, months, strict=True)]


def _changes(rows: list[_Row], say: Words, explain: Explain) -> Iterator[Break]:
    """The changes of one series: where something that it did not rest on before begins."""
    before: frozenset[str] = frozenset()
    for (at, when), group in groupby(sorted(rows, key=_TIME), key=_TIME):
        now = frozenset[str]().union(*(row.rests for row in group))
        if before and now - before:
            begins, ended = _named(now - before, say), _named(before - now or before, say)
            told = say(
                "From {when} on: {begins}. Before: {ended}.",
                when=when,
                begins=begins,
                ended=ended,
            )
            yield Break(at, begins, f"{told} {explain(before - now, now - before)}".strip())
        before = now


def _named(names: Iterable[str], say: Words) -> str:
    """Feeds, statistics and editions as people know them."""
    from etl import sources  # all connectors: needed only where two sources meet

    found = sources.discover()
    publishers = {name: source.publisher for name, source in found.items()}
    known = {**STATISTICS, **publishers, "bundled": say(BUNDLED)}
    return ", ".join(sorted({known.get(name, name) for name in names}))


def _axis(figure: Drawing) -> str | None:
    """'date' or 'year' for a figure with one time axis, else None."""
    if "xaxis2" in figure.layout:
        return None
    first = next((x for trace in figure.data for x in trace.get("x", ())), None)
    if isinstance(first, pd.Timestamp | np.datetime64):
        return "date"
    is_year = isinstance(first, int | np.integer) and first > 1000
    return "year" if is_year else None
