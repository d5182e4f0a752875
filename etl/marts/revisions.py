"""Figures that the publisher changed after printing them once."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import FIGURE, SERIES, firm

OFFICIAL = 1
"""Documents of the publisher itself and public copies of its tables; reports round too freely."""


def build(tables: Tables) -> ir.Table:
    """One row a change: old and new value, their documents and days.

    A change is more than half of both printed steps, for a figure printed finer is not revised;
    documents without a date cannot tell which came later, and are left out. A change of a figure
    that was 0 has no percentage.
    """
    readings = firm(tables["contested"]).filter(lambda table: table.nearness <= OFFICIAL)
    window = ibis.window(group_by=FIGURE, order_by=[readings.vintage, readings.source])
    columns = {
        f"old_{name}": readings[name].lag().over(window)
        for name in ("value", "step", "source", "vintage")
    }
    pairs = readings.mutate(**columns)
    apart = (pairs.value - pairs.old_value).abs()
    changed = pairs.filter(
        apart > (pairs.step + pairs.old_step) / 2, pairs.old_vintage < pairs.vintage
    )
    return changed.select(
        *SERIES,
        "start",
        "months",
        "old_value",
        new_value=changed.value,
        change_percent=(changed.value / changed.old_value.nullif(0) - 1) * 100,
        old_vintage=changed.old_vintage,
        new_vintage=changed.vintage,
        old_source=changed.old_source,
        new_source=changed.source,
    )


MART = Mart(
    name="revisions",
    meaning="Figures that their publisher changed later, old and new",
    needs=("contested",),
    order=(*SERIES, "start", "months", "new_vintage"),
    build=build,
)
