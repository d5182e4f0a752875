"""Which months each monthly series has between its first and its last, and which it lacks."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables

_KEYS = ["series"]


def build(tables: Tables) -> ir.Table:
    """One row a series: first and last month, months known, names of the months missing."""
    held = ibis.union(
        _named(tables["bilateral_monthly"], "TOTAL", "value", "USD"),
        _named(tables["energy_flows"]),
    )
    months = _single_months(held)
    spans = months.group_by(_KEYS).agg(
        first=months.month.min(), last=months.month.max(), periods=months.month.nunique()
    )
    days = spans.select(
        *_KEYS,
        day=ibis.range(
            spans["first"].cast("timestamp"),
            (spans["last"] + ibis.interval(days=1)).cast("timestamp"),
            ibis.interval(months=1),
        ).unnest(),
    )
    calendar = days.select(*_KEYS, month=days.day.cast("date"))
    missing = calendar.anti_join(months, [*_KEYS, "month"])
    named = missing.mutate(name=missing.month.strftime("%Y-%m"))
    listed = named.group_by(_KEYS).agg(
        missing=named.name.collect().sort().join(", "), holes=named.count()
    )
    joined = spans.left_join(listed, _KEYS).drop("series_right")
    return joined.mutate(
        first=joined.first.strftime("%Y-%m"),
        last=joined["last"].strftime("%Y-%m"),
        missing=joined.missing.fill_null(""),
        holes=joined.holes.fill_null(0),
    )


def _named(
    table: ir.Table,
    product: str | None = None,
    measure: str | None = None,
    unit: str | None = None,
) -> ir.Table:
    """Period and months of each row under its series' name, 'CHN–RUS import, crude_oil, t'."""
    parts = [
        product or table["product"],
        measure or table.measure,
        unit or table.unit,
    ]
    name = table.reporter + "–" + table.partner + " " + table.flow
    for part in parts:
        name = name + ", " + part
    return table.select(series=name, period=table.period, months=table.months)


def _single_months(held: ir.Table) -> ir.Table:
    """Every month that a row covers: two for January–February."""
    first = held.select("series", month=held.period)
    both = held.filter(held.months == 2)
    second = both.select("series", month=(both.period + ibis.interval(months=1)).cast("date"))
    return ibis.union(first, second).distinct()


MART = Mart(
    name="coverage",
    meaning="Months known and missing of bilateral trade and energy, from first to last",
    needs=("bilateral_monthly", "energy_flows"),
    order=("series",),
    build=build,
)
