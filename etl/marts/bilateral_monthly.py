"""China–Russia goods trade by month, as each side reports it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, bilateral
from etl.marts._months import firm, month_rows


def build(tables: Tables) -> ir.Table:
    """Months, and January–February as one row of two months where it was published so."""
    rows = month_rows(firm(bilateral(tables["readings"])))
    return as_mart(rows, period=rows.start, months=rows.months)


MART = Mart(
    name="bilateral_monthly",
    meaning="Goods trade of China and Russia with each other by month, in US dollars",
    needs=("readings",),
    order=("reporter", "flow", "period"),
    build=build,
)
