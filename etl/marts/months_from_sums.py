"""Months that no document prints, and that the year-to-date figures of their series tell."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import combined, precise
from etl.marts._series import CARRIED, SERIES
from etl.marts.sums_from_january import numbered


def build(tables: Tables) -> ir.Table:
    """Rows of one month, in the columns of a series; only longer sums tell one."""
    intervals, sums = tables["intervals"], tables["sums_from_january"]
    longer = sums.filter(sums.months > 1)
    sums = sums.semi_join(longer, SERIES)
    months = intervals.filter(intervals.months == 1).semi_join(longer, SERIES)
    told = []
    for differences in (_successive, _within_two_months, _around_a_known_month):
        told.append(_still_missing(differences(sums, months), months))
        months = ibis.union(months, told[-1])
    return ibis.union(*told)


def _still_missing(candidates: ir.Table, months: ir.Table) -> ir.Table:
    """The most precise candidate of each month that `months` does not hold."""
    missing = precise(candidates).anti_join(months, [*SERIES, "start"])
    window = ibis.window(group_by=[*SERIES, "start"], order_by=[missing.step, missing.source])
    ranked = missing.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).select(CARRIED)


def _successive(sums: ir.Table, months: ir.Table) -> ir.Table:
    """January–n minus January–(n-1)."""
    earlier = sums.mutate(months=sums.months + 1)
    joined = sums.join(earlier, [*SERIES, "start", "months"], rname="{name}_other")
    return _month(combined(joined, joined.value - joined.value_other), joined.months)


def _within_two_months(sums: ir.Table, months: ir.Table) -> ir.Table:
    """January from January–February minus February, and the reverse."""
    joined = sums.filter(sums.months == 2).join(
        numbered(months), [*SERIES, "start"], rname="{name}_other"
    )
    inside = joined.filter(joined.number <= 2)
    return _month(combined(inside, inside.value - inside.value_other), 3 - inside.number)


def _around_a_known_month(sums: ir.Table, months: ir.Table) -> ir.Table:
    """Of two months between year-to-date figures, the one that is missing beside the known one."""
    earlier = sums.mutate(months=sums.months + 2)
    pairs = sums.join(earlier, [*SERIES, "start", "months"], rname="{name}_other")
    two = combined(pairs, pairs.value - pairs.value_other).select(CARRIED)
    joined = two.join(numbered(months), [*SERIES, "start"], rname="{name}_other")
    inside = joined.filter(joined.months - joined.number <= 1, joined.number <= joined.months)
    other = 2 * inside.months - 1 - inside.number
    return _month(combined(inside, inside.value - inside.value_other), other)


def _month(table: ir.Table, number: ir.Value) -> ir.Table:
    """The row as one month, the `number`th of the year that its January begins."""
    start = (table.start + (number - 1).as_interval("M")).cast("date")
    return table.mutate(start=start, months=ibis.literal(1, "int64")).select(CARRIED)


MART = Mart(
    name="months_from_sums",
    meaning="Months that no document prints, from the year-to-date figures of their series",
    needs=("intervals", "sums_from_january"),
    build=build,
    published=False,
)
