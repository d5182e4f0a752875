"""How much of a country's trade the other makes up: the partner's share in the world total."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import documents
from etl.marts._series import SERIES

PAIR = ["CHN", "RUS"]
_SAME = [column for column in [*SERIES, "start"] if column != "partner"]
"""Numerator and denominator share all of this: one report, one flow, one product, one period."""


def build(tables: Tables) -> ir.Table:
    """Share in percent by year, reporter, flow, product and measure (by value or by quantity)."""
    years = tables["series_annual"]
    pair = years.filter(years.reporter.isin(PAIR), years.partner.isin(PAIR))
    world = years.filter(years.partner == "WLD")
    joined = pair.join(world, _SAME, rname="{name}_world")
    shares = joined.filter(joined.value_world > 0)
    return shares.select(
        year=shares.start.year(),
        statistic=shares.statistic,
        reporter=shares.reporter,
        partner=shares.partner,
        flow=shares.flow,
        product=shares["product"],
        measure=shares.measure,
        share=shares.value / shares.value_world * 100,
        value=shares.value,
        world=shares.value_world,
        unit=shares.unit,
        source=documents(shares.source.split(" ").concat(shares.source_world.split(" "))),
        vintage=shares.vintage,
    )


MART = Mart(
    name="dependence",
    meaning="The partner's share in a country's exports or imports, of all goods and by product",
    needs=("series_annual",),
    order=("reporter", "flow", "product", "measure", "unit", "statistic", "year"),
    build=build,
)
