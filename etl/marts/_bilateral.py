"""What the bilateral marts share: which series they hold, and their columns."""

from __future__ import annotations

from ibis import ir

CUSTOMS = ("GACC", "FCS")
"""The customs services of China and of Russia."""


def bilateral(series: ir.Table) -> ir.Table:
    """Dollar totals of goods trade between the two countries by the two customs services."""
    return series.filter(
        series.product == "TOTAL",
        series.measure == "value",
        series.unit == "USD",
        ((series.reporter == "CHN") & (series.partner == "RUS"))
        | ((series.reporter == "RUS") & (series.partner == "CHN")),
        series.statistic.isin(CUSTOMS),
    )


def flows(series: ir.Table) -> ir.Table:
    """Bilateral exports and imports; the total is their sum."""
    rows = bilateral(series)
    return rows.filter(rows.flow.isin(["export", "import"]))


def as_mart(rows: ir.Table, **period: ir.Value) -> ir.Table:
    """The columns that the bilateral marts publish."""
    return rows.select(
        **period,
        reporter=rows.reporter,
        partner=rows.partner,
        flow=rows.flow,
        value_usd=rows.value,
        step_usd=rows.step,
        status=rows.status,
        source=rows.source,
        vintage=rows.vintage,
    )
