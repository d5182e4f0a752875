"""China–Russia goods trade by year, as each side reports it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, flows


def build(tables: Tables) -> ir.Table:
    """Whole years, published or derived."""
    rows = flows(tables["series_annual"])
    return as_mart(rows, year=rows.start.year())


MART = Mart(
    name="bilateral_annual",
    meaning="Goods trade of China and Russia with each other by year, in US dollars",
    needs=("series_annual",),
    order=("reporter", "flow", "year"),
    build=build,
)
