"""China–Russia goods trade by month, as each side reports it."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import as_mart, flows
from etl.marts._deriving import combined, precise

KEYS = ["statistic", "reporter", "partner", "flow", "start"]
"""What tells the figures of one month apart."""


def build(tables: Tables) -> ir.Table:
    """Months, and January–February as one row of two months where it was published so.

    A flow that no document prints in dollars is converted from yuan at the rate that China Customs
    itself used in that month: its trade with the world in dollars by the same in yuan. It is
    `derived`. Where the yuan are printed, this goes before a month that sums from January tell: on
    that one falls all that was revised between two of them.
    """
    series = tables["series_monthly"]
    dollars = flows(series)
    converted = _from_yuan(series)
    printed = _from_yuan(series.filter((series.unit != "CNY") | (series.status == "published")))
    told = dollars.filter((dollars.status == "derived") & (dollars.months == 1))
    better = printed.semi_join(told, [*KEYS, "months"])
    known = dollars.anti_join(better, [*KEYS, "months"]).union(better)
    both = known.filter(known.months == 2)  # January and February, told together
    february = both.mutate(start=(both.start + ibis.interval(months=1)).cast("date"))
    missing = converted.anti_join(known.union(february), KEYS)
    rows = known.union(missing)
    return as_mart(rows, period=rows.start, months=rows.months)


def _from_yuan(series: ir.Table) -> ir.Table:
    """China's flows with Russia in dollars, from yuan."""
    goods = series.filter(
        series.statistic == "GACC", series["product"] == "TOTAL", series.measure == "value"
    )
    yuan = goods.filter(goods.unit == "CNY")
    world = yuan.filter(yuan.partner == "WLD")
    dollars = goods.filter(goods.unit == "USD", goods.partner == "WLD")
    same = ["flow", "start", "months"]
    rates = dollars.join(world, same, rname="{name}_yuan")
    joined = yuan.filter(yuan.partner == "RUS").join(rates, same, rname="{name}_other")
    share = joined.value / joined.value_yuan  # of China's trade with the world
    joined = joined.mutate(dollars=share * joined.value_other, open=share * joined.step_other)
    converted = combined(joined, joined.dollars).mutate(unit=ibis.literal("USD"), step=ibis._.open)
    return flows(precise(converted))


MART = Mart(
    name="bilateral_monthly",
    meaning="Goods trade of China and Russia with each other by month, in US dollars",
    needs=("series_monthly",),
    order=("reporter", "flow", "period"),
    build=build,
)
