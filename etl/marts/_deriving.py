"""Deriving one figure from two: value, precision, documents and date of the result."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts._series import CARRIED, SERIES

MAX_RELATIVE_STEP = 0.03
"""A derived figure whose printed digits leave more than this open is left out."""
FAR_COARSER = 5
"""A printed figure gives way to a derived one that is this many times finer."""
_KEYS = [column for column in [*SERIES, "start", "months"] if column != "flow"]


def combined(joined: ir.Table, value: ir.Value) -> ir.Table:
    """A derived row from a join of two (suffix `_other`): steps add, the later vintage counts."""
    return joined.mutate(
        value=value.round(2),  # cents: what is beyond them is the noise of binary fractions
        step=joined.step + joined.step_other,
        status=ibis.literal("derived"),
        source=documents(joined.source.split(" ").concat(joined.source_other.split(" "))),
        vintage=ibis.greatest(joined.vintage, joined.vintage_other),
    )


def documents(names: ir.ArrayValue) -> ir.Value:
    """The documents of a derived value, each once, joined by ' '."""
    return names.unique().sort().join(" ")


def precise(derived: ir.Table) -> ir.Table:
    """The derived rows that are precise enough, in the columns of a series."""
    kept = derived.filter(derived.step <= derived.value.abs() * MAX_RELATIVE_STEP)
    return kept.select(CARRIED)


def from_other_flows(known: ir.Table, flow: str, first: str, second: str) -> ir.Table:
    """Rows of `flow` that the two others tell, where it is unknown or printed far more coarsely.

    A total is a sum, a flow a difference: '111 billion' says less than 240.11 minus 129.1.
    """
    left = known.filter(known.flow == first)
    right = known.filter(known.flow == second)
    joined = left.join(right, _KEYS, rname="{name}_other")
    sign = 1 if flow == "total" else -1
    derived = combined(joined, joined.value + sign * joined.value_other)
    rows = precise(derived.mutate(flow=ibis.literal(flow)))
    fine = rows.join(known, [*SERIES, "start", "months"], rname="{name}_printed")
    enough = fine.filter(fine.step_printed <= FAR_COARSER * fine.step)
    return rows.anti_join(enough, [*SERIES, "start", "months"])
