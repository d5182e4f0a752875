"""Year-to-date figures as published: January to each month, beside the months themselves."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, bilateral
from etl.marts._months import firm, year_to_date_rows


def build(tables: Tables) -> ir.Table:
    """One row a year, flow and last month; `months` is how many months the figure covers."""
    rows = year_to_date_rows(firm(bilateral(tables["readings"])))
    return as_mart(rows, year=rows.start.year(), months=rows.months)


MART = Mart(
    name="bilateral_ytd",
    meaning="Goods trade of China and Russia with each other, January to date, in US dollars",
    needs=("readings",),
    order=("reporter", "flow", "year", "months"),
    build=build,
)
