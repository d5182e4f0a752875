"""Values in US dollars at the prices that the reader chose: as they were, or of one month.

How a figure is deflated: `measures.deflated`. Index: `price_indices`, consumer prices in the United
States by the Bureau of Labor Statistics. Its newest month is the base, so that a real value reads
like money of today.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import measures
from dashboard.charts import Tables
from dashboard.units import Unit
from dashboard.view import View
from dashboard.words import Words, message, words
from etl.errors import UndefinedMeasureError

INDEX = "us_cpi"


def at_prices(series: pd.DataFrame, tables: Tables, view: View, cur: str = "usd") -> pd.DataFrame:
    """A series in `cur` at the prices that the view asks for.

    Raises UndefinedMeasureError for real values in another currency than the dollar.
    """
    if view.prices == "nominal" or series.empty:
        return series
    if cur != "usd":
        raise UndefinedMeasureError(
            message("Real values are given in US dollars: choose that currency, or nominal prices.")
        )
    prices = _index(tables)
    if prices.empty:
        raise UndefinedMeasureError(
            message("The store holds no price index: choose nominal prices.")
        )
    return measures.deflated(series, prices, _base(prices))


def marked(rows: pd.DataFrame, tables: Tables, view: View) -> pd.DataFrame:
    """The rows with a column `prices`, the month of the prices (2026-06), where they are real."""
    if view.prices == "nominal" or rows.empty:
        return rows
    return rows.assign(prices=_base(_index(tables)))


def unit_at_prices(unit: str, rows: pd.DataFrame, say: Words) -> str:
    """The unit's name, and of which month the prices are where `rows` are `marked`."""
    if "prices" not in rows:
        return unit
    month = say.month(pd.Timestamp(rows["prices"].iloc[0]))
    return say("{unit}, prices of {month}", unit=unit, month=month)


def priced(unit: Unit, rows: pd.DataFrame, say: Words) -> Unit:
    """The same of a unit of `dashboard.units`."""
    return replace(unit, short=unit_at_prices(say(unit.short), rows, say))


def measure_at_prices(measure: str, view: View) -> str:
    """A measure in words, and by which index it is real."""
    if view.prices == "nominal":
        return measure
    say = words(view.lang)
    return say("{measure}, real by the US consumer price index", measure=measure)


def _index(tables: Tables) -> pd.DataFrame:
    prices = tables["price_indices"]
    return prices[prices["index"] == INDEX]


def _base(prices: pd.DataFrame) -> str:
    return f"{prices['period'].max():%Y-%m}"
