"""The chart registry: one module a chart, found by itself.

A module in this package that defines `CHART` is a chart; its page, menu, image, export and tests
follow from what it declares. Charts are pure: tables and a view in, data and a figure out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts._breaks import Break, breaks_of, mark_in_time
from dashboard.charts._breaks import notes as break_notes
from dashboard.charts._documents import with_documents
from dashboard.charts._drawing import FEW_YEARS, blank
from dashboard.drawing import Drawing
from dashboard.events import add_events
from dashboard.measures import BARRELS_PER_TONNE
from dashboard.shelf import documents_of
from dashboard.view import View
from dashboard.words import message, words
from etl.discovery import declared
from etl.errors import UndefinedMeasureError, UnknownNameError

REAL_NOTE = message(
    "Real values are US dollars at the prices of the newest month with a known index: value × "
    "index of that month ÷ index of its own months (US consumer prices, all urban consumers, "
    "seasonally adjusted, Bureau of Labor Statistics). A period that has a month without an index "
    "is left empty: that of October 2025 was never published."
)
SEASON_NOTE = message(
    "Seasonally adjusted by Amur, which no publisher does: STL on logarithms over the months "
    "without a hole up to the newest. January and February are taken together in every year, since "
    "Lunar New Year moves between them."
)

TOLD_LETTERS = {"en": 40, "ru": 36, "zh": 21}
"""Letters of a line in a chart that has nothing to draw, as wide as a phone has room for."""

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Chart:
    """One chart: what it says of itself, how its data is chosen and how that data is drawn.

    `title`, `notes` and `missing` are messages, to be said in the reader's language; `subtitle`
    gives a text that is said already. `select(tables, view)` gives the tidy frame that the reader
    can also see as a table; its columns `source` (ids of documents, joined by ' ') and `vintage`,
    where present, become the source line. `draw(data, view)` gives the figure. `controls` names
    the parameters of the address that the chart answers to.
    """

    id: str
    title: str
    subtitle: Callable[[View], str]
    notes: tuple[str, ...]
    tables: tuple[str, ...]
    controls: tuple[str, ...]
    select: Callable[[Tables, View], pd.DataFrame]
    draw: Callable[[pd.DataFrame, View], Drawing]
    missing: str
    """What to say, and what to do, where there is no data."""
    caption: Callable[[pd.DataFrame, View], str] = lambda data, view: ""
    """What is told of the data in words below the figure, where it has any; said already."""
    mark: Callable[[Drawing, list[Break], pd.DataFrame, View], None] = mark_in_time
    """How breaks are drawn on the figure."""


@cache
def discover() -> dict[str, Chart]:
    """Every chart by its id."""
    found = declared(sys.modules[__name__], "CHART")
    return {chart.id: chart for chart in sorted(found, key=lambda chart: chart.id)}


def get(name: str) -> Chart:
    """A chart by its id; raises UnknownNameError."""
    charts = discover()
    if name not in charts:
        raise UnknownNameError("chart", name, list(charts))
    return charts[name]


def figure(chart: Chart, tables: Tables, view: View) -> tuple[pd.DataFrame, go.Figure]:
    """A chart's data and Plotly figure for a view, as `drawing` puts it together."""
    data, drawn, _ = drawing(chart, tables, view)
    return data, drawn.figure()


def drawing(chart: Chart, tables: Tables, view: View) -> tuple[pd.DataFrame, Drawing, list[Break]]:
    """A chart's data and drawing for a view, events added where the chart answers to them.

    The third are the breaks that the figure marks, for the notes. Where there is no data, or a
    measure has no meaning for it, the figure says so and why.
    """
    say = words(view.lang)
    try:
        data = chart.select(tables, view)
    except UndefinedMeasureError as error:
        return pd.DataFrame(), _empty(say(error.text, **error.values), view), []
    if data.empty:
        return data, _empty(say(chart.missing), view), []
    drawn = chart.draw(with_documents(data, documents_of(tables), say), view)
    answered = view if "freq" in chart.controls else replace(view, freq="month")
    _name_times(drawn, answered)
    if "events" in chart.controls:
        add_events(drawn, tables["events"], view)
    found = breaks_of(data, tables, answered)
    if found:
        chart.mark(drawn, found, data, view)
    return data, drawn, found


def notes(chart: Chart, view: View, breaks: Sequence[Break] = ()) -> list[str]:
    """What a reader must know of the chart, and of its breaks, in the view's language."""
    say = words(view.lang)
    real = [REAL_NOTE] if "prices" in chart.controls and view.prices == "real" else []
    season = [SEASON_NOTE] if "show" in chart.controls and view.show == "sa" else []
    told = (*chart.notes, *real, *season)
    said = [say(note, barrels=say.plain(BARRELS_PER_TONNE)) for note in told]
    return [*said, *break_notes(breaks, say)]


def caption(chart: Chart, data: pd.DataFrame, view: View) -> str:
    """What a chart tells below its figure; '' for nothing."""
    return "" if data.empty else chart.caption(data, view)


def _name_times(drawn: Drawing, view: View) -> None:
    """Write the months of a time axis in the reader's manner, days and years in numbers.

    Years stand at years, not at months between them.
    """
    places = [trace["x"] for trace in drawn.data if len(trace.get("x", ()))]
    if places and all(isinstance(x[0], pd.Timestamp | np.datetime64) for x in places):
        months = words(view.lang).axis_months
        stops = [
            {"dtickrange": [None, "M1"], "value": "%Y-%m-%d"},
            {"dtickrange": ["M1", "M6"], "value": months},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ]
        axes = {"xaxis", *(name for name in drawn.layout if name.startswith("xaxis"))}
        named: dict[str, Any] = {"type": "date", "tickformatstops": stops}
        if view.freq == "year" and _years(places) <= FEW_YEARS:
            named["dtick"] = "M12"
        drawn.arrange(**dict.fromkeys(axes, named))


def _years(places: list[Any]) -> int:
    """How many years some times lie in."""
    return len(np.unique(np.concatenate([np.asarray(x, "datetime64[Y]") for x in places])))


def _empty(text: str, view: View) -> Drawing:
    drawn = blank(view)
    drawn.arrange(xaxis={"visible": False}, yaxis={"visible": False})
    wrapped = "<br>".join(words(view.lang).wrapped(text, TOLD_LETTERS[view.lang]))
    drawn.annotate(
        text=wrapped, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 15}
    )
    return drawn
