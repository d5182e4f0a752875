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


def summary(figure: Drawing, view: View) -> str:
    """One sentence a drawn series: from when to when, lowest, highest and newest value."""
    say = words(view.lang)
    told = [_sentence(trace, say) for trace in figure.data if trace.get("name")]
    kept = [sentence for sentence in told if sentence]
    more = len(kept) - SERIES_TOLD
    if more > 0:
        last = say.plural("And {count} series more.", "And {count} series more.", more)
        kept = [*kept[:SERIES_TOLD], last]
    return " ".join(kept)


def _sentence(trace: Any, say: Words) -> str:
    if trace["type"] in ("sankey", "treemap"):
        parts = _parts(trace)[:PARTS_TOLD]
        told = say.clauses(
            f"{name.replace('<br>', ' ')} {say.number(value)}" for name, value in parts
        )
        return say("Largest parts of {name}: {parts}.", name=trace["name"], parts=told)
    points = _points(trace)
    if not points:
        return ""
    first, newest = points[0], points[-1]
    low, high = min(points, key=lambda each: each[1]), max(points, key=lambda each: each[1])
    return say(
        "{name}: {first} to {last}; lowest {low} ({low_when}), highest {high} ({high_when}), "
        "newest {newest}.",
        name=trace["name"].replace("<br>", " "),
        first=_when(first[0], say),
        last=_when(newest[0], say),
        low=say.number(low[1]),
        low_when=_when(low[0], say),
        high=say.number(high[1]),
        high_when=_when(high[0], say),
        newest=say.number(newest[1]),
    )


def _points(trace: Any) -> list[tuple[Any, float]]:
    """Places and values of a line or bars, in their order; none for what is drawn otherwise."""
    if trace["type"] not in ("scatter", "bar"):
        return []
    across = trace.get("orientation") == "h"
    places, values = (trace["y"], trace["x"]) if across else (trace["x"], trace["y"])
    pairs = zip(places, values, strict=True)
    return [(place, float(value)) for place, value in pairs if pd.notna(value)]


def _parts(trace: Any) -> list[tuple[str, float]]:
    """Names and values of the parts of a whole, the largest first."""
    if trace["type"] == "treemap":
        named = zip(trace["labels"], trace["values"], strict=True)
    else:
        node, link = trace["node"], trace["link"]
        named = zip((node["label"][each] for each in link["target"]), link["value"], strict=True)
    parts = [(str(name), float(value)) for name, value in named]
    return sorted(parts, key=lambda part: -part[1])


def _when(place: Any, say: Words) -> str:
    is_time = isinstance(place, pd.Timestamp | np.datetime64)
    return say.month(dated(place)) if is_time else str(place).replace("<br>", " ")
