"""Year-to-date figures as published: January to each month, beside the months themselves."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, flows


def build(tables: Tables) -> ir.Table:
    """One row a year, flow and last month; `months` is how many months the figure covers."""
    rows = flows(tables["intervals"])
    sums = rows.filter((rows.start.month() == 1) & rows.months.between(1, 12))
    return as_mart(sums, year=sums.start.year(), months=sums.months)


MART = Mart(
    name="bilateral_ytd",
    meaning="Goods trade of China and Russia with each other, January to date, in US dollars",
    needs=("intervals",),
    order=("reporter", "flow", "year", "months"),
    build=build,
)
