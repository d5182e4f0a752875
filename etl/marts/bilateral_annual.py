"""China–Russia goods trade by year, as each side reports it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, bilateral
from etl.marts._months import firm, year_rows


def build(tables: Tables) -> ir.Table:
    """Whole years as published, or as total minus the other flow."""
    rows = year_rows(firm(bilateral(tables["readings"])))
    return as_mart(rows, year=rows.start.year())


MART = Mart(
    name="bilateral_annual",
    meaning="Goods trade of China and Russia with each other by year, in US dollars",
    needs=("readings",),
    order=("reporter", "flow", "year"),
    build=build,
)
