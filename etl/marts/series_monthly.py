"""Months of every series, from published months and year-to-date figures.

The rules (docs/methods.md): a published month is used as it is. A month is derived from
year-to-date figures, or from the total and the other flow, only where none was published, and is
marked `derived`. January and February
stay one row of two months unless one of them can be known. A derived month that the printed digits
leave too open is left out: a hole is better than noise.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import combined, from_other_flows, precise
from etl.marts._series import CARRIED, SERIES


def build(tables: Tables) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted."""
    intervals = tables["intervals"]
    months = intervals.filter(intervals.months == 1)
    sums = _with_earlier(
        intervals.filter((intervals.start.month() == 1) & (intervals.months.between(1, 12))), months
    )
    for differences in (_successive, _within_two_months, _around_a_known_month):
        months = ibis.union(months, _still_missing(differences(sums, months), months))
    for flow, other in (("export", "import"), ("import", "export")):
        told = from_other_flows(months, flow, "total", other)
        months = ibis.union(months, told.anti_join(months, [*SERIES, "start"]))
    both = sums.filter(sums.months == 2)
    return ibis.union(months, both.anti_join(months, [*SERIES, "start"]))


def _with_earlier(sums: ir.Table, months: ir.Table) -> ir.Table:
    """The year-to-date figures, and those that follow from the next one minus its last month."""
    numbered = _numbered(months)
    ends = numbered.mutate(months=numbered.number)
    joined = sums.join(ends, [*SERIES, "start", "months"], rname="{name}_other")
    before = combined(joined, joined.value - joined.value_other)
    earlier = precise(before.mutate(months=before.months - 1)).filter(lambda row: row.months > 0)
    return ibis.union(sums, earlier.anti_join(sums, [*SERIES, "start", "months"]))


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
        _numbered(months), [*SERIES, "start"], rname="{name}_other"
    )
    inside = joined.filter(joined.number <= 2)
    return _month(combined(inside, inside.value - inside.value_other), 3 - inside.number)


def _around_a_known_month(sums: ir.Table, months: ir.Table) -> ir.Table:
    """Of two months between year-to-date figures, the one that is missing beside the known one."""
    earlier = sums.mutate(months=sums.months + 2)
    pairs = sums.join(earlier, [*SERIES, "start", "months"], rname="{name}_other")
    two = combined(pairs, pairs.value - pairs.value_other).select(CARRIED)
    joined = two.join(_numbered(months), [*SERIES, "start"], rname="{name}_other")
    inside = joined.filter(joined.months - joined.number <= 1, joined.number <= joined.months)
    other = 2 * inside.months - 1 - inside.number
    return _month(combined(inside, inside.value - inside.value_other), other)


def _numbered(months: ir.Table) -> ir.Table:
    """Months with their number in the year, under the January that begins their sums."""
    january = ibis.date(months.start.year(), 1, 1)
    return months.mutate(number=months.start.month(), start=january)


def _month(table: ir.Table, number: ir.Value) -> ir.Table:
    """The row as one month, the `number`th of the year that its January begins."""
    start = (table.start + (number - 1).as_interval("M")).cast("date")
    return table.mutate(start=start, months=ibis.literal(1, "int64")).select(CARRIED)


MART = Mart(
    name="series_monthly",
    meaning="Months of every series, published or derived from year-to-date figures",
    needs=("intervals",),
    order=(*SERIES, "start", "months"),
    build=build,
)
