"""Years of every series: as published, or the sum of twelve known months."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import documents
from etl.marts._series import CARRIED, SERIES


def build(tables: Tables) -> ir.Table:
    """One row a series and year; `months` is 12 throughout."""
    intervals = tables["intervals"]
    years = intervals.filter((intervals.months == 12) & (intervals.start.month() == 1))
    for others in (_summed(tables["series_monthly"]), _revised(years)):
        years = ibis.union(years, others.anti_join(years, [*SERIES, "start"]))
    return years


def _revised(years: ir.Table) -> ir.Table:
    """Customs' figures as China's statistical office keeps them.

    Revised by up to 0.5 %, they stand only where no report of customs itself was found.
    """
    kept = years.filter(years.statistic == "NBS", years.reporter == "CHN")
    return kept.mutate(statistic=ibis.literal("GACC")).select(CARRIED)


def _summed(months: ir.Table) -> ir.Table:
    """Years of which all twelve months are known, as their sum."""
    dated = months.mutate(start=ibis.date(months.start.year(), 1, 1))
    years = dated.group_by([*SERIES, "start"]).agg(
        months=dated.months.sum(),
        value=dated.value.sum().round(2),
        step=dated.step.sum(),
        status=ibis.literal("derived"),
        source=documents(dated.source.group_concat(" ").split(" ")),
        vintage=dated.vintage.max(),
    )
    return years.filter(years.months == 12).select(CARRIED)


MART = Mart(
    name="series_annual",
    meaning="Years of every series, published or summed from twelve known months",
    needs=("intervals", "series_monthly"),
    order=(*SERIES, "start"),
    build=build,
)
