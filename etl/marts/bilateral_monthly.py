"""China–Russia goods trade by month, as each side reports it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, flows


def build(tables: Tables) -> ir.Table:
    """Months, and January–February as one row of two months where it was published so."""
    rows = flows(tables["series_monthly"])
    return as_mart(rows, period=rows.start, months=rows.months)


MART = Mart(
    name="bilateral_monthly",
    meaning="Goods trade of China and Russia with each other by month, in US dollars",
    needs=("series_monthly",),
    order=("reporter", "flow", "period"),
    build=build,
)
