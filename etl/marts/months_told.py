"""Months that no document prints: told by sums, by the other flows, or January–February as one."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import FIGURE_OF_ANY_FLOW, from_other_flows
from etl.marts._series import SERIES

_GOODS = [column for column in SERIES if column != "flow"]


def build(tables: Tables) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted."""
    from_sums, both = tables["months_from_sums"], _two_months(tables["sums_from_january"])
    own = ibis.union(_printed_beside(tables["intervals"], from_sums, both), from_sums)
    told = [_from_other_flows(own, "export", "import"), _from_other_flows(own, "import", "export")]
    known = ibis.union(own, *told)
    return ibis.union(from_sums, *told, both.anti_join(known, [*SERIES, "start"]))


def _two_months(sums: ir.Table) -> ir.Table:
    return sums.filter(sums.months == 2)


def _printed_beside(intervals: ir.Table, from_sums: ir.Table, both: ir.Table) -> ir.Table:
    """The printed months of the few goods of which something can be told.

    A total that was summed in `intervals` has both its flows.
    """
    totals = intervals.filter(
        intervals.months == 1, intervals.flow == "total", intervals.status != "derived"
    )
    concerned = ibis.union(*(table.select(_GOODS) for table in (totals, from_sums, both)))
    months = intervals.filter(intervals.months == 1)
    return months.semi_join(concerned, _GOODS)


def _from_other_flows(own: ir.Table, flow: str, other: str) -> ir.Table:
    """The months of a flow of which only the total and the other flow are known."""
    totals = own.filter(own.flow == "total")
    missing = totals.anti_join(own.filter(own.flow == flow), FIGURE_OF_ANY_FLOW)
    return from_other_flows(flow, missing, own.filter(own.flow == other))


MART = Mart(
    name="months_told",
    meaning="Months that no document prints, from sums, from other flows, or two as one",
    needs=("intervals", "sums_from_january", "months_from_sums"),
    build=build,
    published=False,
)
