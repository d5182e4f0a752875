"""The figure used for every series and interval, flows completed from total and the other flow."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import from_other_flows
from etl.marts._series import CARRIED, SERIES, best_readings, firm

ADDITIVE = ("value", "quantity", "number")


def build(tables: Tables) -> ir.Table:
    """One row a series and interval: the best firm reading, or a flow derived from two others."""
    readings = tables["readings"]
    chosen = best_readings(firm(readings.filter(readings.measure.isin(ADDITIVE))))
    dated = chosen.mutate(start=chosen.start.date(), vintage=chosen.vintage.date())
    known = dated.filter(dated.months > 0).select(CARRIED)
    derived = ibis.union(
        from_other_flows(known, "export", "total", "import"),
        from_other_flows(known, "import", "total", "export"),
        from_other_flows(known, "total", "export", "import"),
    )
    return ibis.union(_not_told_better(known, derived), derived)


def _not_told_better(known: ir.Table, derived: ir.Table) -> ir.Table:
    return known.anti_join(derived, [*SERIES, "start", "months"])


MART = Mart(
    name="intervals",
    meaning="The figure used for every series and interval, as published or from the other flows",
    needs=("readings",),
    order=(*SERIES, "start", "months"),
    build=build,
)
