"""Deriving one figure from two: value, precision, documents and date of the result."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts._series import CARRIED, FIGURE

MAX_RELATIVE_STEP = 0.03
"""A derived figure whose printed digits leave more than this open is left out."""
FIGURE_OF_ANY_FLOW = [column for column in FIGURE if column != "flow"]
"""What the flows of one figure share."""


def combined(joined: ir.Table, value: ir.Value) -> ir.Table:
    """A derived row from a join of two (suffix `_other`): steps add, the later vintage counts."""
    return joined.mutate(
        value=value.round(2),  # cents: what is beyond them is the noise of binary fractions
        step=joined.step + joined.step_other,
        status=ibis.literal("derived"),
        source=_of_both(joined.source, joined.source_other),
        vintage=ibis.greatest(joined.vintage, joined.vintage_other),
    )


def _of_both(names: ir.StringValue, others: ir.StringValue) -> ir.Value:
    """The documents of two values, which mostly are read in one: lists take long to join."""
    return ibis.ifelse(
        names == others, names, documents(names.split(" ").concat(others.split(" ")))
    )


def documents(names: ir.ArrayValue) -> ir.Value:
    """The documents of a derived value, each once, joined by ' '."""
    return names.unique().sort().join(" ")


def precise(derived: ir.Table) -> ir.Table:
    """The derived rows that are precise enough, in the columns of a series."""
    kept = derived.filter(derived.step <= derived.value.abs() * MAX_RELATIVE_STEP)
    return kept.select(CARRIED)


def from_other_flows(flow: str, one: ir.Table, other: ir.Table) -> ir.Table:
    """Rows of `flow` from those of the two others: a total is their sum, a flow their difference.

    `one` holds the total where another flow is asked for.
    """
    joined = one.join(other, FIGURE_OF_ANY_FLOW, rname="{name}_other")
    sign = 1 if flow == "total" else -1
    derived = combined(joined, joined.value + sign * joined.value_other)
    return precise(derived.mutate(flow=ibis.literal(flow)))
