"""What is traded, by year: products whose value is known, and the rest as 'not stated'.

Total-preserving: the parts of a year and flow, `not_stated` included, add up to the flow's total
in `bilateral_annual`. Products are those of `etl.codes.MIX`, which do not overlap.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.codes import MIX
from etl.marts import Mart, Tables

NOT_STATED = "not_stated"
_COLUMNS = ["year", "flow", "product", "value_usd", "status", "source", "vintage"]


def build(tables: Tables) -> ir.Table:
    """China's report only: year, flow, product, value_usd, share of the flow in percent, source."""
    totals = tables["bilateral_annual"]
    totals = totals.filter(totals.reporter == "CHN")
    parts = _parts(tables["series_annual"]).semi_join(totals, ["year", "flow"])
    everything = ibis.union(parts, _remainder(totals, parts))
    whole = totals.select("year", "flow", total_usd=totals.value_usd)
    joined = everything.join(whole, ["year", "flow"])
    return joined.select(*_COLUMNS, share=joined.value_usd / joined.total_usd * 100)


def _parts(series: ir.Table) -> ir.Table:
    """Values of the products that may be added up."""
    named = [
        (series.flow == flow) & series["product"].isin(products) for flow, products in MIX.items()
    ]
    years = series.filter(
        series.statistic == "GACC",
        series.reporter == "CHN",
        series.partner == "RUS",
        series.measure == "value",
        series.unit == "USD",
        ibis.or_(*named),
    )
    return years.select(
        year=years.start.year(),
        flow=years.flow,
        product=years["product"],
        value_usd=years.value,
        status=years.status,
        source=years.source,
        vintage=years.vintage,
    )


def _remainder(totals: ir.Table, parts: ir.Table) -> ir.Table:
    """Total minus the known parts; years without any part have no mix and no row."""
    known = parts.group_by(["year", "flow"]).agg(known_usd=parts.value_usd.sum())
    joined = totals.join(known, ["year", "flow"])
    return joined.select(
        "year",
        "flow",
        product=ibis.literal(NOT_STATED),
        value_usd=(joined.value_usd - joined.known_usd).round(2),
        status=ibis.literal("derived"),
        source=joined.source,
        vintage=joined.vintage,
    )


MART = Mart(
    name="sector_mix",
    meaning="Products of known value in China's trade with Russia by year, and the rest",
    needs=("series_annual", "bilateral_annual"),
    order=("flow", "year", "product"),
    build=build,
)
