"""The rouble against dollar and yuan, and the yuan against the dollar."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, direct_labels, in_lines, with_hovers
from dashboard.charts._history import history
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import Words, message, words
from etl.codes import OTHER_PRODUCTS

DAILY = "day's rate"
COLOURS = {"USD_RUB": "usd", "CNY_RUB": "yuan"}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Roubles per dollar and per yuan: monthly averages, then official rates of single days."""
    columns = ["pair", "kind", "period", "rate", measures.PERCENT, "statistic", "source", "vintage"]
    cut = measures.within(_rates(tables, view), view.start, view.end)
    return cut[columns].reset_index(drop=True)


@history
def _rates(tables: Tables, view: View) -> pd.DataFrame:
    rates = tables["fx_monthly"]
    kinds = rates["months"].map({1: "average", 0: DAILY})
    rows = rates.assign(kind=kinds, months=1, value=rates["rate"])[rates["pair"].isin(COLOURS)]
    once = rows.sort_values("statistic").drop_duplicates(["pair", "kind", "period"])
    compared = measures.on_year(once.sort_values("period"), ["pair", "kind"])
    # Two single days stand a year apart by chance alone.
    averages = compared["kind"] == "average"
    compared[measures.PERCENT] = compared[measures.PERCENT].where(averages)
    return compared


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line for monthly averages, named at its end; points in its colour for single days."""
    figure = blank(view)
    say = words(view.lang)
    for (pair, kind), rows in _told(data, say).groupby(["pair", "kind"]):
        name = in_lines(say(OTHER_PRODUCTS[str(pair)]), say)
        daily = kind == DAILY
        figure.add(
            "scatter",
            x=rows["period"],
            y=rows["rate"],
            name=f"{name}, {say('single days')}" if daily else name,
            mode="markers" if daily else "lines",
            line={"color": theme.colour(view.theme, COLOURS[str(pair)]), "width": 2.4},
            marker={"color": theme.colour(view.theme, COLOURS[str(pair)]), "size": 6},
            text=rows["text"],
            customdata=rows["origin"],
            hovertemplate=f"<b>{name}</b><br>%{{text}}<extra></extra>",
        )
    direct_labels(figure)
    figure.arrange(yaxis={"title": {"text": say("roubles")}, "rangemode": "tozero"})
    return figure


def _told(data: pd.DataFrame, say: Words) -> pd.DataFrame:
    """The rates with what their points tell: of a month, or of a single day."""
    daily = data["kind"] == DAILY
    times = zip(data["period"], daily, strict=True)
    spans = [say.day(start) if single else say.month(start) for start, single in times]
    shown = [f"{say.number(rate)} {say('roubles')}" for rate in data["rate"]]
    return with_hovers(data.assign(span=spans, months=(~daily).astype(int)), shown, say)


CHART = Chart(
    id="exchange-rates",
    title=message("The rouble’s rate"),
    subtitle=lambda view: words(view.lang)(
        "Roubles per US dollar and per yuan, monthly averages and official rates of single days"
    ),
    notes=(
        message(
            "Lines are monthly averages; points are the Bank of Russia’s official rate of one day, "
            "mostly the last of a month, not an average."
        ),
    ),
    tables=("fx_monthly", "events"),
    controls=("from", "to", "events"),
    select=select,
    draw=draw,
    missing=message("No rates in this period. Choose an earlier start."),
)
