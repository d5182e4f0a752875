"""Readings of figures that several documents print: only among these has one to be chosen."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import FIGURE


def build(tables: Tables) -> ir.Table:
    """The readings of every figure that was read more than once, whatever came of them."""
    readings = tables["readings"]
    # Counted by hash, in a third of the memory; figures that share one are taken in needlessly.
    figure = ibis.struct({name: readings[name] for name in FIGURE}).hash()
    marks = readings.select(figure=figure)
    counted = marks.group_by("figure").agg(readings=marks.count())
    several = counted.filter(counted.readings > 1)
    return readings.mutate(figure=figure).semi_join(several, "figure").drop("figure")


MART = Mart(
    name="contested",
    meaning="Readings of figures that several documents print",
    needs=("readings",),
    build=build,
    published=False,
)
