"""Energy trade by year: volumes and values by product, partner and reporting body."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._energy import as_mart, energy


def build(tables: Tables) -> ir.Table:
    """Whole years, published or derived."""
    rows = energy(tables["series_annual"])
    return as_mart(rows, year=rows.start.year())


MART = Mart(
    name="energy_annual",
    meaning="Energy trade by year: tonnes, cubic metres, kilowatt-hours and US dollars",
    needs=("series_annual",),
    order=("product", "measure", "unit", "statistic", "reporter", "partner", "flow", "year"),
    build=build,
)
