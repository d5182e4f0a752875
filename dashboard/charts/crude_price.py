"""What China paid for Russian crude, from value and volume, beside benchmark prices."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, with_hovers
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, unit_at_prices
from dashboard.charts._trade import HOLE_NOTE
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import message, words

IMPLIED = message("Implied price")
NAMES = {"brent": message("Brent"), "urals": message("Urals")}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Monthly prices in US dollars a barrel: implied by customs, Brent and Urals as published."""
    return marked(measures.within(_prices(tables, view), view.start, view.end), tables, view)


@history
def _prices(tables: Tables, view: View) -> pd.DataFrame:
    series = [_implied(tables["energy_flows"]), _benchmarks(tables["crude_prices"])]
    prices = at_prices(pd.concat(series, ignore_index=True), tables, view)
    return measures.on_year(prices, ["series"])


def _implied(flows: pd.DataFrame) -> pd.DataFrame:
    """Value divided by volume, only where both are known for the same months."""
    crude = flows[
        (flows["product"] == "crude_oil")
        & (flows["statistic"] == "GACC")
        & (flows["partner"] == "RUS")
    ]
    keys = ["period", "months"]
    value = crude[(crude["measure"] == "value") & (crude["unit"] == "USD")]
    volume = crude[(crude["measure"] == "quantity") & (crude["unit"] == "t")]
    both = value.merge(volume, on=keys, suffixes=("", "_volume"))
    barrels = both["value_volume"] * measures.BARRELS_PER_TONNE
    sources = zip(both["source"], both["source_volume"], strict=True)
    return both.assign(
        value=measures.unit_price(both["value"], barrels),
        series=IMPLIED,
        source=[measures.joined_sources(pair) for pair in sources],
    )[["series", *keys, "value", "source", "vintage"]]


def _benchmarks(prices: pd.DataFrame) -> pd.DataFrame:
    known = prices[prices["crude"].isin(NAMES)]
    return known.assign(series=known["crude"].map(NAMES), value=known["price"])[
        ["series", "period", "months", "value", "source", "vintage"]
    ]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """The implied price in the crude's colour, benchmarks quieter."""
    figure = blank(view)
    say = words(view.lang)
    unit = unit_at_prices(say("USD/bbl"), data, say)
    colours = {IMPLIED: "crude_oil", "Brent": "unfriendly", "Urals": "RUS"}
    shown = [f"{say.number(price, 1)} {unit}" for price in data["value"]]
    for name, rows in with_hovers(data, shown, say).groupby("series", sort=False):
        named = say(str(name))
        hover = f"<b>{named}</b><br>%{{text}}<extra></extra>"
        add_line(figure, rows, named, theme.colour(view.theme, colours[str(name)]), hover)
    direct_labels(figure)
    figure.arrange(
        yaxis={
            "title": {"text": unit_at_prices(say("USD a barrel"), data, say)},
            "rangemode": "tozero",
        }
    )
    return figure


def subtitle(view: View) -> str:
    """Definition and unit."""
    told = words(view.lang)(
        "Value divided by volume of crude imports, monthly, US dollars a barrel"
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="crude-price",
    title=message("What China paid for Russian crude"),
    subtitle=subtitle,
    notes=(
        message(
            "Computed from China Customs’ value and tonnage at {barrels} barrels a tonne; CIF, so "
            "freight and insurance to China are in it."
        ),
        message(
            "Brent and Urals are FOB or exchange prices as published by the bodies in the source "
            "list: a price cap applies FOB, not to the price drawn here."
        ),
        HOLE_NOTE,
    ),
    tables=("energy_flows", "crude_prices", "price_indices", "events"),
    controls=("from", "to", "prices", "events"),
    select=select,
    draw=draw,
    missing=message("No month here has both value and volume. Choose an earlier start."),
)
