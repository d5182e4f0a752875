"""The figure used for every series and interval, flows completed from total and the other flow."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import combined, precise
from etl.marts._series import CARRIED, SERIES, best_readings, firm

ADDITIVE = ("value", "quantity", "number")
_KEYS = [column for column in [*SERIES, "start", "months"] if column != "flow"]


def build(tables: Tables) -> ir.Table:
    """One row a series and interval: the best firm reading, or a flow derived from two others."""
    readings = tables["readings"]
    chosen = best_readings(firm(readings.filter(readings.measure.isin(ADDITIVE))))
    dated = chosen.mutate(start=chosen.start.date(), vintage=chosen.vintage.date())
    known = dated.filter(dated.months > 0).select(CARRIED)
    return ibis.union(
        known,
        _missing(known, "export", "total", "import"),
        _missing(known, "import", "total", "export"),
        _missing(known, "total", "export", "import"),
    )


def _missing(known: ir.Table, flow: str, first: str, second: str) -> ir.Table:
    """Rows of `flow` where only the two others are known: total is a sum, a flow a difference."""
    left = known.filter(known.flow == first)
    right = known.filter(known.flow == second)
    joined = left.join(right, _KEYS, rname="{name}_other")
    sign = 1 if flow == "total" else -1
    derived = combined(joined, joined.value + sign * joined.value_other)
    rows = precise(derived.mutate(flow=ibis.literal(flow)))
    return rows.anti_join(known.filter(known.flow == flow), _KEYS)


MART = Mart(
    name="intervals",
    meaning="The figure used for every series and interval, as published or from the other flows",
    needs=("readings",),
    order=(*SERIES, "start", "months"),
    build=build,
)
