"""Figures of every series from January on, as published or told by the next one and its month."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import combined, precise
from etl.marts._series import FIGURE


def build(tables: Tables) -> ir.Table:
    """Rows of one to twelve months from January on; what follows from the next one is derived."""
    intervals = tables["intervals"]
    sums = intervals.filter((intervals.start.month() == 1) & intervals.months.between(1, 12))
    ends = numbered(intervals.filter(intervals.months == 1)).mutate(months=lambda row: row.number)
    several = sums.filter(sums.months > 1)
    joined = several.join(ends, FIGURE, rname="{name}_other")
    before = combined(joined, joined.value - joined.value_other)
    earlier = precise(before.mutate(months=before.months - 1))
    return ibis.union(sums, earlier.anti_join(sums, FIGURE))


def numbered(months: ir.Table) -> ir.Table:
    """Months with their number in the year, under the January that begins their sums."""
    january = ibis.date(months.start.year(), 1, 1)
    return months.mutate(number=months.start.month(), start=january)


MART = Mart(
    name="sums_from_january",
    meaning="Figures from January on of every series, as published or from the next one",
    needs=("intervals",),
    build=build,
    published=False,
)
