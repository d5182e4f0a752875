"""Both flows added up where their total was not printed."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import FIGURE_OF_ANY_FLOW, from_other_flows


def build(tables: Tables) -> ir.Table:
    """One row a figure that was printed of exports and of imports, and of no total."""
    chosen = tables["chosen"]
    totals = chosen.filter(chosen.flow == "total")
    exports, imports = (chosen.filter(chosen.flow == flow) for flow in ("export", "import"))
    return from_other_flows("total", exports, imports).anti_join(totals, FIGURE_OF_ANY_FLOW)


MART = Mart(
    name="summed",
    meaning="Totals that follow from both flows",
    needs=("chosen",),
    build=build,
    published=False,
)
