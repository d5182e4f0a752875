"""Which reading of a figure is used where several documents print it.

The order, first difference decides: the statistic's own figure before a provisional, a stated
or an estimated one; unhedged before 'about'; the finer printed; the document nearer to the
publisher; the newest. The readings that lose stay in the `readings` table.
"""

from __future__ import annotations

import ibis
from ibis import ir

STATUS_RANK = {"published": 0, "provisional": 1, "stated": 2, "estimated": 3}
SERIES = ["statistic", "reporter", "partner", "flow", "product", "measure", "unit"]
"""The columns that together name one series."""


def best_readings(readings: ir.Table) -> ir.Table:
    """One row a series and interval (start, months), chosen by the order above.

    Spans that name the same interval (the first half and January–June) compete as one.
    """
    status = readings.status.cases(*STATUS_RANK.items(), else_=len(STATUS_RANK))
    order = [
        status,
        readings.qualifier != "",
        readings.step,
        readings.nearness,
        readings.vintage.desc(nulls_first=False),
        readings.source,
    ]
    window = ibis.window(group_by=[*SERIES, "start", "months"], order_by=order)
    ranked = readings.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).drop("place")
