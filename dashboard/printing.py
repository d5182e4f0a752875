"""A chart as it leaves the dashboard: with its title, unit and sources inside the picture."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from dashboard import charts, sources, theme
from dashboard.charts import Chart, Tables
from dashboard.view import View
from dashboard.words import words

WIDTH, HEIGHT = 1200, 675
"""Sixteen to nine: fits slides and social cards."""
LINE_LETTERS = 170


def printed(chart: Chart, tables: Tables, view: View) -> go.Figure:
    """The chart's figure with title and subtitle above and its source line below."""
    data, figure = charts.figure(chart, tables, view)
    say = words(view.lang)
    origin = sources.of_data(data, tables, say)
    colours = theme.palette(view.theme)
    source = "<br>".join(textwrap.wrap(sources.cite(chart, origin.line, say), LINE_LETTERS))
    margin = figure.layout.margin
    figure.update_layout(
        width=WIDTH,
        height=max(HEIGHT, (figure.layout.height or 0) + 180),
        title={
            "text": f"<b>{say(chart.title)}</b><br><span style='font-size:15px'>"
            f"{chart.subtitle(view)}</span>",
            "x": 0.02,
            "y": 0.955,
            "yanchor": "top",
            "font": {"size": 24, "color": colours.text},
        },
        margin={"l": 40, "t": 120, "b": 84, "r": max(margin.r or 0, 32)},
    )
    figure.add_annotation(
        text=source,
        x=0,
        y=0,
        xref="paper",
        yref="paper",
        yshift=-44,
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
        font={"size": 12, "color": colours.muted},
    )
    return figure
