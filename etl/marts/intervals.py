"""The figure used for every series and interval, flows completed from total and the other flow."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import FIGURE_OF_ANY_FLOW
from etl.marts._series import FIGURE


def build(tables: Tables) -> ir.Table:
    """One row a series and interval: the reading chosen, or a flow derived from two others."""
    chosen = tables["chosen"]
    # Where no total was printed, the flows stand: few figures are to be looked at from all sides.
    alone = chosen.anti_join(chosen.filter(chosen.flow == "total"), FIGURE_OF_ANY_FLOW)
    return ibis.union(alone, tables["summed"], tables["completed"])


MART = Mart(
    name="intervals",
    meaning="The figure used for every series and interval, as published or from the other flows",
    needs=("chosen", "summed", "completed"),
    order=tuple(FIGURE),
    build=build,
)
