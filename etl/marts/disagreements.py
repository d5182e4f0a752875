"""Figures that two documents print differently, beyond what rounding explains."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import FIGURE, best_readings


def build(tables: Tables) -> ir.Table:
    """One row a reading that differs from the one used by more than half of both printed steps.

    And half of that of the one used besides: some papers cut digits off instead of rounding them.
    """
    readings = tables["contested"]
    firm = readings.filter(
        readings.status.isin(["published", "provisional"]),
        readings.qualifier == "",
        ~readings.superseded,
    )
    used = best_readings(firm).select(
        *FIGURE, used_value="value", used_step="step", used_source="source"
    )
    joined = firm.join(used, FIGURE)
    apart = (joined.value - joined.used_value).abs()
    allowed = (joined.step + joined.used_step) * 0.5 + joined.used_step * 0.5
    different = joined.filter(apart > allowed)
    return different.select(
        "subject",
        *FIGURE,
        "span",
        "period",
        "used_value",
        "used_source",
        other_value=different.value,
        other_source=different.source,
        difference_percent=(different.value / different.used_value - 1) * 100,
    )


MART = Mart(
    name="disagreements",
    meaning="Readings that differ from the figure used by more than rounding explains",
    needs=("contested",),
    order=(
        *("subject", "product", "flow", "start", "months", "other_source"),
        *("statistic", "reporter", "partner", "measure", "unit", "span"),
    ),
    build=build,
)
