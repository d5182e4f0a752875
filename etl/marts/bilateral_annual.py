"""China–Russia goods trade by year, as each side reports it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, flows


def build(tables: Tables) -> ir.Table:
    """Whole years, published or derived.

    Customs' own figure as its reports gave it; the revised one that China's statistical office
    keeps stands where no report of customs was found. The two differ by up to 0.5 %.
    """
    series = tables["series_annual"]
    customs = flows(series)
    revised = flows(series, ["NBS"]).anti_join(customs, ["reporter", "flow", "start"])
    chosen = customs.union(revised)
    return as_mart(chosen, year=chosen.start.year())


MART = Mart(
    name="bilateral_annual",
    meaning="Goods trade of China and Russia with each other by year, in US dollars",
    needs=("series_annual",),
    order=("reporter", "flow", "year"),
    build=build,
)
