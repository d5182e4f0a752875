"""A chart in words, for readers who do not see it: where each line begins, peaks, dips and ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import Words, dated, words

SERIES_TOLD = 4
PARTS_TOLD = 5
UNTOLD, COUNTED, RANKED = "untold", "counted", "ranked"
"""What a trace may say in its `meta`.

It stands beside the figures, its marks are counted, or its values are places of which 1 is best.
"""
Point = tuple[Any, float, Any]
"""Place, value, and origin as `_drawing.origins` gives it, where there is one."""


def summary(figure: Drawing, view: View) -> str:
    """One sentence a drawn series: from when to when, lowest, highest and newest value."""
    say = words(view.lang)
    axis = figure.layout.get("xaxis", {})
    named = zip(axis["tickvals"], axis["ticktext"], strict=True) if "ticktext" in axis else ()
    names = dict(named)
    shown = [each for each in figure.data if each.get("name") and each.get("meta") != UNTOLD]
    told = [_sentence(trace, names, say) for trace in shown]
    kept = [sentence for sentence in told if sentence]
    more = len(kept) - SERIES_TOLD
    if more > 0:
        last = say.plural("And {count} series more.", "And {count} series more.", more)
        kept = [*kept[:SERIES_TOLD], last]
    return " ".join(kept)


def _sentence(trace: Any, names: dict[Any, str], say: Words) -> str:
    if trace.get("meta") == COUNTED:
        count, name = len(trace["x"]), trace["name"]
        return say.plural("{name}: {count} month.", "{name}: {count} months.", count, name=name)
    if trace["type"] in ("sankey", "treemap"):
        told = _listed(_parts(trace, say), say)
        return say("Largest parts of {name}: {parts}.", name=trace["name"], parts=told)
    if trace.get("orientation") == "h":
        return say("{name}: {parts}.", name=trace["name"], parts=_listed(_bars(trace, say), say))
    points = _points(trace)
    if not points:
        return ""
    if trace.get("meta") == RANKED:
        return _climb(trace["name"], points, say)
    return _course(trace["name"], points, names, say)


def _climb(name: str, points: list[Point], say: Words) -> str:
    """How something went through places: its ends, the best and the newest place."""
    best = min(points, key=lambda each: each[1])
    return say(
        "{name}: {first} to {last}; best place {best} ({when}), newest {newest}.",
        name=name,
        first=points[0][0],
        last=points[-1][0],
        best=say.number(best[1], 0),
        when=best[0],
        newest=say.number(points[-1][1], 0),
    )


def _course(name: str, points: list[Point], names: dict[Any, str], say: Words) -> str:
    """How a series runs: its ends, lowest, highest and newest value."""
    first, newest = points[0], points[-1]
    low, high = min(points, key=lambda each: each[1]), max(points, key=lambda each: each[1])
    when = lambda point: names.get(point[0]) or _when(point, say)  # noqa: E731
    return say(
        "{name}: {first} to {last}; lowest {low} ({low_when}), highest {high} ({high_when}), "
        "newest {newest}.",
        name=name.replace("<br>", " "),
        first=when(first),
        last=when(newest),
        low=say.number(low[1]),
        low_when=when(low),
        high=say.number(high[1]),
        high_when=when(high),
        newest=say.number(newest[1]),
    )


def _listed(parts: list[tuple[str, str]], say: Words) -> str:
    told = (f"{name.replace('<br>', ' ')} {value}".strip() for name, value in parts[:PARTS_TOLD])
    return say.clauses(told)


def _points(trace: Any) -> list[Point]:
    """The points of a line, bars or cells in their order; none for other kinds."""
    if trace["type"] == "heatmap":
        rows = zip(trace["y"], trace["z"], strict=True)
        pairs = [
            (f"{month} {year}", value, None)
            for year, row in rows
            for month, value in zip(trace["x"], row, strict=True)
        ]
    elif trace["type"] in ("scatter", "bar"):
        found = trace.get("customdata") or [None] * len(trace["x"])
        pairs = list(zip(trace["x"], trace["y"], found, strict=True))
    else:
        pairs = []
    return [(place, float(value), origin) for place, value, origin in pairs if pd.notna(value)]


def _bars(trace: Any, say: Words) -> list[tuple[str, str]]:
    """Names of bars that lie across and what stands beside them, the longest first."""
    texts = trace.get("text") or map(say.number, trace["x"])
    bars = sorted(zip(trace["y"], trace["x"], texts, strict=True), key=lambda bar: -abs(bar[1]))
    return [(name, " ".join(text.split())) for name, _, text in bars]


def _parts(trace: Any, say: Words) -> list[tuple[str, str]]:
    """Names and values of the parts of a whole, the largest first; names of flows hold theirs."""
    tree = trace["type"] == "treemap"
    if tree:
        named = zip(trace["labels"], trace["values"], strict=True)
    else:
        node, link = trace["node"], trace["link"]
        named = zip((node["label"][each] for each in link["target"]), link["value"], strict=True)
    parts = sorted(named, key=lambda part: -part[1])
    return [(str(name), say.number(float(value)) if tree else "") for name, value in parts]


def _when(point: Point, say: Words) -> str:
    """A point's month, quarter, year or span; what stands at its place, where that is no time."""
    place, _, origin = point
    if not isinstance(place, pd.Timestamp | np.datetime64):
        return str(place).replace("<br>", " ")
    months = origin[2] if origin else 1
    return say.month(dated(origin[1]), months) if months > 1 else say.month(dated(place))
