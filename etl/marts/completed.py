"""Figures whose total was printed, completed: each flow from total and the other flow."""

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
    """The rows, with those that the other two flows tell where one is unknown or far coarser.

    '111 billion' says less than 240.11 minus 129.1.
    """
    chosen = tables["chosen"]
    known = chosen.semi_join(chosen.filter(chosen.flow == "total"), FIGURE_OF_ANY_FLOW)
    flows = {flow: known.filter(known.flow == flow) for flow in OTHERS}
    derived = ibis.union(
        *(from_other_flows(flow, *(flows[other] for other in OTHERS[flow])) for flow in OTHERS)
    )
    beside = derived.left_join(known, FIGURE, rname="{name}_printed")
    better = beside.step_printed > FAR_COARSER * beside.step
    told = beside.filter(beside.step_printed.isnull() | better).select(CARRIED)
    return ibis.union(known.anti_join(told, FIGURE), told)


MART = Mart(
    name="completed",
    meaning="Figures with a total, flows completed from total and the other flow",
    needs=("chosen",),
    build=build,
    published=False,
)
