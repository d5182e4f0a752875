"""The yuan's share elsewhere: in payments through SWIFT, and in exchange trading in Russia."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings

MEASURES = ("payment_share", "fx_turnover_share")


def build(tables: Tables) -> ir.Table:
    """One row a statistic, measure and month: the yuan's share in percent."""
    readings = tables["readings"]
    shares = best_readings(
        readings.filter(
            readings.measure.isin(MEASURES), readings["product"] == "yuan", readings.months == 1
        )
    )
    return shares.select(
        "statistic",
        "measure",
        period=shares.start.date(),
        months=shares.months,
        share=shares.value,
        qualifier=shares.qualifier,
        status=shares.status,
        source=shares.source,
        vintage=shares.vintage.date(),
    )


MART = Mart(
    name="yuan_shares",
    meaning="The yuan's share in SWIFT payments and in exchange trading in Russia, by month",
    needs=("readings",),
    order=("statistic", "measure", "period"),
    build=build,
)
