"""Currency structure of Russia's settlements for goods and services, by the Bank of Russia."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import best_readings

PARTS = ("rouble", "yuan", "usd", "eur", "other")
"""The currencies whose payments, together, are all payments."""
KEYS = ["partner", "flow", "product", "start", "months"]


def build(tables: Tables) -> ir.Table:
    """Share of a currency group in percent, by Russia's flow, partner region and interval.

    A share that was published is taken as it is; where none was, it is computed from the payments
    in each currency, if those in all are known. Hedged shares stay, with their qualifier: they are
    drawn, not computed with.
    """
    readings = tables["readings"]
    readings = readings.filter(readings.statistic == "CBR")
    published = best_readings(readings.filter(readings.measure == "settlement_share"))
    computed = _of_payments(readings).anti_join(published, KEYS)
    columns = [*KEYS, "value", "qualifier", "status", "source", "vintage"]
    shares = published.select(columns).union(computed.select(columns))
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


def _of_payments(readings: ir.Table) -> ir.Table:
    """Shares of the currencies in payments whose parts are all known."""
    payments = best_readings(
        readings.filter(readings.measure == "payments_value", readings["product"].isin(PARTS))
    )
    whole = ibis.window(group_by=["partner", "flow", "start", "months"])
    shares = payments.mutate(
        parts=payments["product"].count().over(whole),
        value=(payments.value / payments.value.sum().over(whole) * 100).round(1),
        status=ibis.literal("derived"),
    )
    return shares.filter(shares.parts == len(PARTS))


MART = Mart(
    name="settlement_structure",
    meaning="Shares of currency groups in Russia's settlements, by flow and region, in percent",
    needs=("readings",),
    order=("partner", "flow", "currency", "period", "months"),
    build=build,
)
