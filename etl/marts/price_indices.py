"""Price indices by month: what values in money are divided by to compare them across years."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings


def build(tables: Tables) -> ir.Table:
    """One row an index and month; `value` against the base period that `unit` names."""
    readings = tables["readings"]
    known = best_readings(readings.filter(readings.measure == "price_index", readings.months == 1))
    return known.select(
        index=known["product"],
        period=known.start.date(),
        months=known.months,
        value=known.value,
        unit=known.unit,
        statistic=known.statistic,
        status=known.status,
        source=known.source,
        vintage=known.vintage.date(),
    )


MART = Mart(
    name="price_indices",
    meaning="Price indices by month, for values at the prices of one month",
    needs=("readings",),
    order=("index", "period", "statistic"),
    build=build,
)
