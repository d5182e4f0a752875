"""Exchange rates: averages of months, and official rates of single days."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings

PUBLISHERS = ("CBR", "OECD", "FED", "SAFE", "PBOC", "IMF", "WB")
"""Official rates and their averages, not prices of an exchange."""


def build(tables: Tables) -> ir.Table:
    """One row a pair, statistic and month (or day: `months` 0); `rate` is in `unit`."""
    readings = tables["readings"]
    rates = best_readings(
        readings.filter(
            readings.measure == "rate",
            readings.months <= 1,
            readings.statistic.isin(PUBLISHERS),
        )
    )
    return rates.select(
        pair=rates["product"],
        period=rates.start.date(),
        months=rates.months,
        statistic=rates.statistic,
        rate=rates.value,
        unit=rates.unit,
        source=rates.source,
        vintage=rates.vintage.date(),
    )


MART = Mart(
    name="fx_monthly",
    meaning="Exchange rates of dollar, yuan and rouble: monthly averages and rates of single days",
    needs=("readings",),
    order=("pair", "months", "period", "statistic"),
    build=build,
)
