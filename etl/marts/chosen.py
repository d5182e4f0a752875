"""The reading used of every additive figure: the best firm one."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import CARRIED, FIGURE, best_readings, firm

ADDITIVE = ("value", "quantity", "number")


def build(tables: Tables) -> ir.Table:
    """One row a series and interval; most have only one reading to choose from."""
    readings, contested = _usable(tables["readings"]), tables["contested"]
    alone = readings.filter(~readings.superseded).anti_join(contested, FIGURE)
    return ibis.union(_carried(alone), _carried(best_readings(_usable(contested))))


def _carried(rows: ir.Table) -> ir.Table:
    return rows.mutate(start=rows.start.date(), vintage=rows.vintage.date()).select(CARRIED)


def _usable(readings: ir.Table) -> ir.Table:
    additive = readings.filter(readings.measure.isin(ADDITIVE), readings.months > 0)
    return firm(additive)


MART = Mart(
    name="chosen",
    meaning="The reading used of every additive figure",
    needs=("readings", "contested"),
    build=build,
    published=False,
)
