"""The figure used for every series and interval, flows completed from total and the other flow."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import FIGURE_OF_ANY_FLOW, from_other_flows
from etl.marts._series import CARRIED, FIGURE

FAR_COARSER = 5
"""A printed figure gives way to a derived one that is this many times finer."""
OTHERS = {
    "export": ("total", "import"),
    "import": ("total", "export"),
    "total": ("export", "import"),
}
"""The two flows that tell each flow."""


def build(tables: Tables) -> ir.Table:
    """One row a series and interval: the reading chosen, or a flow derived from two others."""
    chosen = tables["chosen"]
    # Where no total was printed, the flows stand: few figures are to be looked at from all sides.
    totals = chosen.filter(chosen.flow == "total")
    flows = [chosen.filter(chosen.flow == flow) for flow in OTHERS["total"]]
    summed = from_other_flows("total", *flows).anti_join(totals, FIGURE_OF_ANY_FLOW)
    alone = chosen.anti_join(totals, FIGURE_OF_ANY_FLOW)
    return ibis.union(alone, summed, _completed(chosen.semi_join(totals, FIGURE_OF_ANY_FLOW)))


def _completed(known: ir.Table) -> ir.Table:
    """The rows, with those that the other two flows tell where one is unknown or far coarser.

    '111 billion' says less than 240.11 minus 129.1.
    """
    flows = {flow: known.filter(known.flow == flow) for flow in OTHERS}
    derived = ibis.union(
        *(from_other_flows(flow, *(flows[other] for other in OTHERS[flow])) for flow in OTHERS)
    )
    beside = derived.left_join(known, FIGURE, rname="{name}_printed")
    better = beside.step_printed > FAR_COARSER * beside.step
    told = beside.filter(beside.step_printed.isnull() | better).select(CARRIED)
    return ibis.union(known.anti_join(told, FIGURE), told)


MART = Mart(
    name="intervals",
    meaning="The figure used for every series and interval, as published or from the other flows",
    needs=("chosen",),
    order=tuple(FIGURE),
    build=build,
)
