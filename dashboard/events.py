"""Marks for events on a time axis."""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.drawing import Drawing
from dashboard.summary import UNTOLD
from dashboard.view import View
from dashboard.words import words

LINES_MOST, LINES_APART = 14, 1 / 40
"""More lines, or lines nearer to each other than this part of the axis, would hide the data."""
KINDS = ("sanctions", "payments", "energy", "infrastructure", "diplomacy")
"""In the order in which they have a line where not all can."""


def add_events(figure: Drawing, events: pd.DataFrame, view: View) -> None:
    """A mark for each event in the drawn range, named on hover; dotted lines for the main ones."""
    if view.events != "on" or events.empty or not figure.data:
        return
    drawn = [pd.Timestamp(x) for trace in figure.data for x in trace["x"] if x is not None]
    shown = events[(events["date"] >= min(drawn)) & (events["date"] <= max(drawn))]
    colours = theme.palette(view.theme)
    say = words(view.lang)
    for day in _lines(shown, (max(drawn) - min(drawn)) * LINES_APART):
        line = {"color": colours.muted, "width": 1, "dash": "dot"}
        across = {"xref": "x", "x0": day, "x1": day}
        figure.shape(type="line", **across, yref="y domain", y0=0, y1=1, line=line)
    figure.add(
        "scatter",
        x=shown["date"],
        y=[1.0] * len(shown),
        yaxis="y2",
        mode="markers",
        marker={"symbol": "triangle-down", "size": 8, "color": colours.muted},
        text=[
            f"{say.day(day)}<br>{name}"
            for day, name in zip(shown["date"], shown[f"name_{view.lang}"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name=say("Events"),
        meta=UNTOLD,
    )
    figure.arrange(
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    )


def _lines(events: pd.DataFrame, apart: pd.Timedelta) -> list[pd.Timestamp]:
    """The days of the events that have a line: by kind, the newest first, none near another."""
    rank = {kind: place for place, kind in enumerate(KINDS)}
    ranked = events.assign(rank=events["kind"].map(rank)).sort_values(
        ["rank", "date"], ascending=[True, False]
    )
    kept: list[pd.Timestamp] = []
    for day in ranked["date"]:
        if len(kept) < LINES_MOST and all(abs(day - other) >= apart for other in kept):
            kept.append(day)
    return sorted(kept)
