"""Where the growth of trade came from: points that exports and imports contributed."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, origins, places, with_hovers
from dashboard.charts._history import history
from dashboard.charts._prices import measure_at_prices
from dashboard.charts._trade import (
    EITHER_REPORT_NOTE,
    FREQUENCY_WORDS,
    REPORTS,
    REVISED_NOTE,
    START_NOTE,
    drawn_period,
    whole_flow,
)
from dashboard.drawing import Drawing
from dashboard.measures.change import with_base
from dashboard.view import View
from dashboard.words import message, words

FLOWS = ("export", "import")
KEYS = ["period", "months"]


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Points of growth by period and flow; the two of a period add up to the growth of trade."""
    return drawn_period(_points(tables, view), view).reset_index(drop=True)


@history
def _points(tables: Tables, view: View) -> pd.DataFrame:
    levels = {name: whole_flow(tables, view, name) for name in FLOWS}
    now = pd.concat([_with_base(levels[name]).assign(part=name) for name in FLOWS])
    both = now[now.duplicated(KEYS, keep=False)].sort_values(KEYS, kind="stable")
    grown = measures.contributions(both, KEYS) if len(both) else both.assign(points=[])
    sources = both.groupby(KEYS)["source"].transform(" ".join)
    return both[KEYS].assign(
        flow=both["part"],
        value=grown["points"],
        source=[measures.joined_sources([each]) for each in sources],
        vintage=both.groupby(KEYS)["vintage"].transform("max"),
    )


def _with_base(level: pd.DataFrame) -> pd.DataFrame:
    """The periods that have one a year before: its value as `base`, the documents of both."""
    both = with_base(level)
    sources = both["source"] + " " + both["source_base"]
    newest = both[["vintage", "vintage_base"]].max(axis=1, skipna=False)
    return both.assign(base=both["value_base"], source=sources, vintage=newest)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Two bars a period, above or below zero, and a dot for their sum."""
    figure = blank(view)
    say = words(view.lang)
    points = say("percentage points")
    shown = [f"{say.number(value, 1, signed=True)} {points}" for value in data["value"]]
    for name, rows in with_hovers(data, shown, say).groupby("flow"):
        figure.add(
            "bar",
            x=places(rows, view),
            y=rows["value"],
            name=say(FLOW_NAMES[str(name)]),
            marker={"color": theme.colour(view.theme, str(name))},
            text=rows["text"],
            textposition="none",
            customdata=rows["origin"],
            hovertemplate=f"<b>{say(FLOW_NAMES[str(name)])}</b><br>%{{text}}<extra></extra>",
        )
    sums = data.assign(value=data.groupby(KEYS)["value"].transform("sum")).drop_duplicates(KEYS)
    shown = [f"{say.number(value, 1, signed=True)} %" for value in sums["value"]]
    figure.add(
        "scatter",
        x=places(sums, view),
        y=sums["value"],
        mode="markers",
        name=say("Growth of trade"),
        marker={"color": theme.colour(view.theme, "total"), "size": 7, "symbol": "diamond"},
        text=hover_texts(sums, shown, say),
        customdata=origins(sums),
        hovertemplate=f"<b>{say('Growth of trade')}</b><br>%{{text}}<extra></extra>",
    )
    figure.arrange(barmode="relative")
    figure.arrange(yaxis={"title": {"text": points}})
    return figure


def subtitle(view: View) -> str:
    """What the bars are."""
    say = words(view.lang)
    told = say(
        "Contributions of exports and imports to the growth of trade on the year, {reported}, "
        "{frequency}, percentage points",
        reported=say(REPORTS[view.reporter]),
        frequency=say(FREQUENCY_WORDS[view.freq]),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="growth-contributions",
    title=message("Where growth came from"),
    subtitle=subtitle,
    notes=(
        EITHER_REPORT_NOTE,
        message(
            "A flow’s contribution is its change over the year divided by all trade a year before; "
            "the two add up to the growth of trade, drawn as a diamond."
        ),
        START_NOTE,
        REVISED_NOTE,
    ),
    tables=(
        *("bilateral_monthly", "bilateral_annual", "series_monthly", "series_annual"),
        *("fx_monthly", "price_indices", "events"),
    ),
    controls=("from", "to", "freq", "cur", "prices", "reporter", "events"),
    select=select,
    draw=draw,
    missing=message("No period here has both flows of this year and of the year before."),
)
