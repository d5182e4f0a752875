"""The figure used for every series and interval, flows completed from total and the other flow."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import combined, precise
from etl.marts._series import CARRIED, SERIES, best_readings, firm

ADDITIVE = ("value", "quantity", "number")
FAR_COARSER = 5
"""A printed figure gives way to a derived one that is this many times finer."""
_KEYS = [column for column in [*SERIES, "start", "months"] if column != "flow"]


def build(tables: Tables) -> ir.Table:
    """One row a series and interval: the best firm reading, or a flow derived from two others."""
    readings = tables["readings"]
    chosen = best_readings(firm(readings.filter(readings.measure.isin(ADDITIVE))))
    dated = chosen.mutate(start=chosen.start.date(), vintage=chosen.vintage.date())
    known = dated.filter(dated.months > 0).select(CARRIED)
    derived = ibis.union(
        _derived(known, "export", "total", "import"),
        _derived(known, "import", "total", "export"),
        _derived(known, "total", "export", "import"),
    )
    return ibis.union(_not_told_better(known, derived), derived)


def _derived(known: ir.Table, flow: str, first: str, second: str) -> ir.Table:
    """Rows of `flow` that the two others tell, where it is unknown or printed far more coarsely.

    A total is a sum, a flow a difference: '111 billion' says less than 240.11 minus 129.1.
    """
    left = known.filter(known.flow == first)
    right = known.filter(known.flow == second)
    joined = left.join(right, _KEYS, rname="{name}_other")
    sign = 1 if flow == "total" else -1
    derived = combined(joined, joined.value + sign * joined.value_other)
    rows = precise(derived.mutate(flow=ibis.literal(flow)))
    fine = rows.join(known, [*_KEYS, "flow"], rname="{name}_printed")
    enough = fine.filter(fine.step_printed <= FAR_COARSER * fine.step)
    return rows.anti_join(enough, [*_KEYS, "flow"])


def _not_told_better(known: ir.Table, derived: ir.Table) -> ir.Table:
    return known.anti_join(derived, [*_KEYS, "flow"])


MART = Mart(
    name="intervals",
    meaning="The figure used for every series and interval, as published or from the other flows",
    needs=("readings",),
    order=(*SERIES, "start", "months"),
    build=build,
)
