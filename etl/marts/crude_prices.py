"""Monthly prices of benchmark crudes, by the body that publishes them."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings


def build(tables: Tables) -> ir.Table:
    """One row a crude and month, the finest printed of all bodies, in US dollars a barrel."""
    readings = tables["readings"]
    prices = best_readings(
        readings.filter(
            readings.measure == "price", readings.months == 1, readings.unit == "USD/bbl"
        )
    )
    order = [prices.qualifier != "", prices.step, prices.nearness, prices.statistic]
    window = ibis.window(group_by=["product", "start"], order_by=order)
    ranked = prices.mutate(place=ibis.row_number().over(window))
    chosen = ranked.filter(ranked.place == 0)
    return chosen.select(
        crude=chosen["product"],
        period=chosen.start.date(),
        months=chosen.months,
        price=chosen.value,
        statistic=chosen.statistic,
        source=chosen.source,
        vintage=chosen.vintage.date(),
    )


MART = Mart(
    name="crude_prices",
    meaning="Monthly prices of Brent and Urals in US dollars a barrel",
    needs=("readings",),
    order=("crude", "period"),
    build=build,
)
