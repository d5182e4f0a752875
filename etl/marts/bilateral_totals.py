"""Total trade of the pair by year, in China's report, also where the two flows are not known."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import bilateral
from etl.marts._series import best_readings

FAR_COARSER = 100
"""A total whose last printed digit is this many times coarser than another's is left out."""


def build(tables: Tables) -> ir.Table:
    """One row a year: the statistic's own total where found, else one that was stated.

    One printed 100 times more coarsely than another gives way to it: 'reached 20 billion' to a
    stated 21.23 billion.
    """
    readings = bilateral(tables["readings"])
    whole = readings.filter(
        readings.reporter == "CHN",
        readings.flow == "total",
        readings.months == 12,
        readings.span == "year",
        readings.qualifier == "",
    )
    # Its own column, since Spark cannot filter by a window function beside a column.
    beside = whole.mutate(finest=whole.step.min().over(ibis.window(group_by="start")))
    totals = best_readings(beside.filter(beside.step < beside.finest * FAR_COARSER))
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
