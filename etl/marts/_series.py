"""What names a series, which readings it may rest on, and which reading of a figure is used.

Where several documents print a figure, the first difference decides: the statistic's own figure
before a provisional, a stated or an estimated one; unhedged before 'about'; the source that
`etl.precedence` names first; the finer printed; the one that more documents print; the document
nearer to the publisher; the newest. The readings that lose stay in `readings`.
"""

from __future__ import annotations

import ibis
from ibis import ir

SERIES = ["statistic", "reporter", "partner", "flow", "product", "measure", "unit"]
"""The columns that together name one series."""
FIGURE = [*SERIES, "start", "months"]
"""What tells one figure from another."""
CARRIED = [*SERIES, "start", "months", "value", "step", "status", "source", "vintage"]
"""The columns of every series table; `step` is the last printed digit's, in `unit`."""

STATUS_RANK = {"published": 0, "provisional": 1, "stated": 2, "estimated": 3}
HEDGED_STEP = 0.001
"""A figure hedged with 'about' is used only if it was printed at least this finely."""


def firm(readings: ir.Table) -> ir.Table:
    """Figures of the statistic itself: neither stated nor estimated, and not vague.

    'About 24.56' is rounding and stays; 'about 20' or 'over 8' says too little.
    """
    rounded = (readings.qualifier == "about") & (readings.step <= readings.value * HEDGED_STEP)
    return readings.filter(
        readings.status.isin(["published", "provisional"]), (readings.qualifier == "") | rounded
    )


def best_readings(readings: ir.Table) -> ir.Table:
    """One row a series and interval (start, months), chosen by the order above.

    What a later document at the same address replaced does not compete. Spans that name the same
    interval (the first half and January–June) compete as one.
    """
    readings = readings.filter(~readings.superseded)
    agreeing = ibis.window(group_by=[*FIGURE, "value"])
    readings = readings.mutate(agreement=readings.count().over(agreeing))
    order = [
        readings.status.cases(*STATUS_RANK.items(), else_=len(STATUS_RANK)),
        readings.qualifier != "",
        readings.precedence,
        readings.step,
        readings.agreement.desc(),
        readings.nearness,
        readings.vintage.desc(nulls_first=False),
        readings.source,
    ]
    window = ibis.window(group_by=FIGURE, order_by=order)
    ranked = readings.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).drop("place", "agreement")
