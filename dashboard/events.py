"""Marks for events on a time axis."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.view import View
from dashboard.words import words

EVENT_LIMIT = 14
"""More marks than this on one axis hide the data."""


def add_events(figure: go.Figure, events: pd.DataFrame, view: View) -> None:
    """Dotted lines for the newest events in the drawn range, named on hover of their mark."""
    if view.events != "on" or events.empty or not figure.data:
        return
    drawn = [pd.Timestamp(x) for trace in figure.data for x in trace.x if x is not None]
    shown = events[(events["date"] >= min(drawn)) & (events["date"] <= max(drawn))]
    shown = shown.tail(EVENT_LIMIT)
    colours = theme.palette(view.theme)
    say = words(view.lang)
    for row in shown.itertuples():
        figure.add_vline(x=row.date, line={"color": colours.muted, "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=shown["date"],
        y=[1.0] * len(shown),
        yaxis="y2",
        mode="markers",
        marker={"symbol": "triangle-down", "size": 10, "color": colours.muted},
        text=[
            f"{say.day(day)}<br>{name}"
            for day, name in zip(shown["date"], shown[f"name_{view.lang}"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name=say("Events"),
    )
    figure.update_layout(
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    )
