"""What both energy marts share: which readings they rest on, and their columns."""

from __future__ import annotations

from ibis import ir

from etl.codes import ENERGY_PRODUCTS
from etl.marts._months import firm

ADDITIVE = ("value", "quantity")


def energy(readings: ir.Table) -> ir.Table:
    """Values and quantities of energy goods, each statistic and unit its own series.

    What companies state of their own deliveries is all there is of them, and stays, as stated.
    """
    chosen = readings.filter(
        readings.product.isin(list(ENERGY_PRODUCTS)),
        readings.measure.isin(ADDITIVE),
        readings.unit.isin(["USD", "t", "m3", "kWh"]),
    )
    return firm(chosen, ("published", "provisional", "stated"))


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
