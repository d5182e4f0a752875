"""Energy trade by month: volumes and values by product, partner and reporting body."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._energy import as_mart, energy


def build(tables: Tables) -> ir.Table:
    """Months, and January–February as one row of two months where it was published so."""
    rows = energy(tables["series_monthly"])
    return as_mart(rows, period=rows.start, months=rows.months)


MART = Mart(
    name="energy_flows",
    meaning="Energy trade by month: tonnes, cubic metres, kilowatt-hours and US dollars",
    needs=("series_monthly",),
    order=("product", "measure", "unit", "statistic", "reporter", "partner", "flow", "period"),
    build=build,
)
