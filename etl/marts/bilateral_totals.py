"""Total trade of the pair by year, in China's report, also where the two flows are not known."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import bilateral
from etl.marts._series import best_readings


def build(tables: Tables) -> ir.Table:
    """One row a year: the statistic's own total where found, else one that was stated."""
    readings = bilateral(tables["readings"])
    totals = best_readings(
        readings.filter(
            readings.reporter == "CHN",
            readings.flow == "total",
            readings.months == 12,
            readings.span == "year",
            readings.qualifier == "",
        )
    )
    return totals.select(
        year=totals.start.year(),
        total_usd=totals.value,
        step_usd=totals.step,
        status=totals.status,
        source=totals.source,
        vintage=totals.vintage.date(),
    )


MART = Mart(
    name="bilateral_totals",
    meaning="China's total trade with Russia by year, in US dollars",
    needs=("readings",),
    order=("year",),
    build=build,
)
