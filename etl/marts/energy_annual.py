"""Energy trade by year: volumes and values by product, partner and reporting body."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._energy import as_mart, energy
from etl.marts._months import year_rows


def build(tables: Tables) -> ir.Table:
    """Whole years as published, or as the sum of twelve known months."""
    rows = year_rows(energy(tables["readings"]))
    return as_mart(rows, year=rows.start.year())


MART = Mart(
    name="energy_annual",
    meaning="Energy trade by year: tonnes, cubic metres, kilowatt-hours and US dollars",
    needs=("readings",),
    order=("product", "measure", "unit", "statistic", "reporter", "partner", "flow", "year"),
    build=build,
)
