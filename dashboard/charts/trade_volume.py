"""Exports and imports over time, at the frequency and measure that the reader chose."""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._currency import CONVERSION_NOTE
from dashboard.charts._drawing import (
    FLOW_NAMES,
    SHORT_FLOW_NAMES,
    add_line,
    blank,
    direct_labels,
    with_hovers,
)
from dashboard.charts._trade import (
    EITHER_REPORT_NOTE,
    FREQUENCY_WORDS,
    HOLE_NOTE,
    JANUARY_NOTE,
    REPORTS,
    REVISED_NOTE,
    START_NOTE,
    both_flows,
    measure_words,
    monthly_level,
    unit_of_rows,
)
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import message, words


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's exports and imports: level in money, growth in percent, or index."""
    return both_flows(tables, view)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a flow, named at its end, with events on request."""
    figure = blank(view)
    say = words(view.lang)
    unit = unit_of_rows(view, data)
    shown = [unit.said(value, say) for value in data["value"]]
    told = with_hovers(data.assign(value=monthly_level(data, view)), shown, say)
    for flow, rows in told.groupby("flow"):
        hover = f"<b>{say(FLOW_NAMES[str(flow)])}</b><br>%{{text}}<extra></extra>"
        step = 1 if view.freq == "12m" else None
        colour = theme.colour(view.theme, str(flow))
        add_line(figure, rows, say(SHORT_FLOW_NAMES[str(flow)]), colour, hover, step)
    direct_labels(figure)
    figure.arrange(
        yaxis={
            "title": {"text": say(unit.short)},
            "rangemode": "tozero" if view.show == "level" else "normal",
        }
    )
    return figure


def subtitle(view: View) -> str:
    """Unit and definition."""
    say = words(view.lang)
    return say(
        "Goods trade {reported}, {frequency}, {measure}",
        reported=say(REPORTS[view.reporter]),
        frequency=say(FREQUENCY_WORDS[view.freq]),
        measure=measure_words(view, say),
    )


CHART = Chart(
    id="trade-volume",
    title=message("China’s trade with Russia"),
    subtitle=subtitle,
    notes=(EITHER_REPORT_NOTE, JANUARY_NOTE, HOLE_NOTE, START_NOTE, REVISED_NOTE, CONVERSION_NOTE),
    tables=(
        *("bilateral_monthly", "bilateral_annual", "series_monthly", "series_annual"),
        *("fx_monthly", "price_indices", "events"),
    ),
    controls=("from", "to", "freq", "show", "cur", "prices", "reporter", "events"),
    select=select,
    draw=draw,
    missing=message("No figures in this period. Choose an earlier start or another frequency."),
)
