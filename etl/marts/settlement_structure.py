"""Currency structure of Russia's settlements for goods and services, by the Bank of Russia."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings


def build(tables: Tables) -> ir.Table:
    """Share of a currency group in percent, by Russia's flow, partner region and interval.

    Hedged shares stay, with their qualifier: they are drawn, not computed with.
    """
    readings = tables["readings"]
    shares = best_readings(
        readings.filter(readings.measure == "settlement_share", readings.statistic == "CBR")
    )
    return shares.select(
        period=shares.start.date(),
        months=shares.months,
        partner=shares.partner,
        flow=shares.flow,
        currency=shares["product"],
        share=shares.value,
        qualifier=shares.qualifier,
        status=shares.status,
        source=shares.source,
        vintage=shares.vintage.date(),
    )


MART = Mart(
    name="settlement_structure",
    meaning="Shares of currency groups in Russia's settlements, by flow and region, in percent",
    needs=("readings",),
    order=("partner", "flow", "currency", "period", "months"),
    build=build,
)
