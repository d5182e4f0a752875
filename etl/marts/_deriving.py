"""Deriving one figure from two: value, precision, documents and date of the result."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts._series import CARRIED

MAX_RELATIVE_STEP = 0.03
"""A derived figure whose printed digits leave more than this open is left out."""


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
