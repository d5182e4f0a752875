"""Who sells more: Russia's surplus or deficit in trade with China, as China reports it."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._currency import CONVERSION_NOTE
from dashboard.charts._drawing import blank, hover_texts, month_average, origins, places
from dashboard.charts._history import history
from dashboard.charts._prices import marked, measure_at_prices, priced
from dashboard.charts._trade import (
    EITHER_REPORT_NOTE,
    FREQUENCY_WORDS,
    JANUARY_NOTE,
    REPORTS,
    REVISED_NOTE,
    START_NOTE,
    drawn_period,
    whole_flow,
)
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's imports minus its exports by period, in the currency's unit."""
    return marked(drawn_period(_balances(tables, view), view), tables, view)


@history
def _balances(tables: Tables, view: View) -> pd.DataFrame:
    imports, exports = (whole_flow(tables, view, name) for name in ("import", "export"))
    pairs = imports.merge(exports, on=["period", "months"], suffixes=("", "_export"))
    balance = measures.balance(pairs["value"], pairs["value_export"])
    pairs["value"] = balance / unit(view.cur, view.lang).size
    pairs["source"] = [
        measures.joined_sources(pair)
        for pair in zip(pairs["source"], pairs["source_export"], strict=True)
    ]
    pairs["vintage"] = pairs[["vintage", "vintage_export"]].max(axis=1, skipna=False)
    return measures.on_year(pairs[["period", "months", "value", "source", "vintage"]])


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A bar a period; one over both months, at their average, where both came together."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit(view.cur, view.lang), data, say)
    shown = [money.said(value, say, signed=True) for value in data["value"]]
    day = 24 * 3600 * 1000
    figure.add(
        "bar",
        x=places(data, view),
        y=month_average(data),
        width=data["months"].clip(upper=12) * 30.4 * day * (0.7 if view.freq != "12m" else 0.06),
        offset=0,
        marker={"color": theme.colour(view.theme, "balance")},
        text=hover_texts(data, shown, say),
        customdata=origins(data),
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name=say("Balance"),
    )
    figure.arrange(yaxis={"title": {"text": say(money.short)}})
    return figure


def subtitle(view: View) -> str:
    """Unit and definition."""
    say = words(view.lang)
    return say(
        "China’s imports from Russia minus its exports to Russia, {reported}, {frequency}, "
        "{unit}; above zero Russia sells more",
        reported=say(REPORTS[view.reporter]),
        frequency=say(FREQUENCY_WORDS[view.freq]),
        unit=measure_at_prices(say(unit(view.cur, view.lang).name), view),
    )


CHART = Chart(
    id="trade-balance",
    title=message("Russia’s surplus with China"),
    subtitle=subtitle,
    notes=(
        EITHER_REPORT_NOTE,
        message(
            "Imports CIF against exports FOB: in China’s report Russia’s surplus looks larger than "
            "on equal terms, in Russia’s own it looks smaller."
        ),
        START_NOTE,
        REVISED_NOTE,
        CONVERSION_NOTE,
        JANUARY_NOTE,
    ),
    tables=(
        *("bilateral_monthly", "bilateral_annual", "series_monthly", "series_annual"),
        *("fx_monthly", "price_indices"),
    ),
    controls=("from", "to", "freq", "cur", "prices", "reporter"),
    select=select,
    draw=draw,
    missing=message("No period here has both flows. Choose an earlier start or another frequency."),
)
