"""What both energy marts share: which series they hold, and their columns."""

from __future__ import annotations

from ibis import ir

from etl.codes import ENERGY_PRODUCTS


def energy(series: ir.Table) -> ir.Table:
    """Values and quantities of energy goods, each statistic and unit its own series."""
    return series.filter(
        series["product"].isin(list(ENERGY_PRODUCTS)),
        series.measure.isin(["value", "quantity"]),
        series.unit.isin(["USD", "t", "m3", "kWh"]),
    )


def as_mart(rows: ir.Table, **period: ir.Value) -> ir.Table:
    """The columns that the energy marts publish; `value` is in `unit`."""
    return rows.select(
        **period,
        statistic=rows.statistic,
        reporter=rows.reporter,
        partner=rows.partner,
        flow=rows.flow,
        product=rows["product"],
        measure=rows.measure,
        value=rows.value,
        unit=rows.unit,
        step=rows.step,
        status=rows.status,
        source=rows.source,
        vintage=rows.vintage,
    )
