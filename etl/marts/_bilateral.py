"""What both bilateral marts share: which readings they rest on, and their columns."""

from __future__ import annotations

from ibis import ir

CUSTOMS = ("GACC", "FCS")
"""The customs services of China and of Russia."""


def bilateral(readings: ir.Table) -> ir.Table:
    """Dollar totals of goods trade between the two countries by the two customs services."""
    return readings.filter(
        readings.product == "TOTAL",
        readings.measure == "value",
        readings.unit == "USD",
        ((readings.reporter == "CHN") & (readings.partner == "RUS"))
        | ((readings.reporter == "RUS") & (readings.partner == "CHN")),
        readings.statistic.isin(CUSTOMS),
    )


def as_mart(rows: ir.Table, **period: ir.Value) -> ir.Table:
    """Exports and imports (the total is their sum) in the columns that the marts publish."""
    flows = rows.filter(rows.flow.isin(["export", "import"]))
    return flows.select(
        **period,
        reporter=flows.reporter,
        partner=flows.partner,
        flow=flows.flow,
        value_usd=flows.value,
        step_usd=flows.step,
        status=flows.status,
        source=flows.source,
        vintage=flows.vintage,
    )
