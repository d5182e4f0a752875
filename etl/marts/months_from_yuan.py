"""China's trade with Russia by month in dollars, from yuan, where dollars are not or hardly known.

The rate is the one that China Customs itself used in that month: its trade with the world in
dollars by the same in yuan. Where the yuan are printed, this goes before a month that sums from
January tell: on that one falls all that was revised between two of them.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._bilateral import bilateral, flows
from etl.marts._deriving import FIGURE_OF_ANY_FLOW, combined, from_other_flows, precise
from etl.marts._series import SERIES

KEYS = [*SERIES, "start"]
"""What tells the figures of one month apart."""


def build(tables: Tables) -> ir.Table:
    """Rows of one month, or of January–February together, in the columns of a series."""
    intervals, told = tables["intervals"], tables["months_told"]
    series = ibis.union(intervals.filter(intervals.months == 1), told)
    converted = ibis.union(_better(series, flows(told)), _missing(series))
    return ibis.union(converted, _totals(bilateral(series), converted))


def _better(series: ir.Table, told: ir.Table) -> ir.Table:
    """From printed yuan, where sums tell the month in dollars."""
    printed = _from_yuan(series.filter((series.unit != "CNY") | (series.status == "published")))
    return printed.semi_join(told.filter(told.months == 1), [*KEYS, "months"])


def _missing(series: ir.Table) -> ir.Table:
    """From yuan, where no document tells the dollars."""
    known = flows(series)
    both = known.filter(known.months == 2)  # January and February, told together
    february = both.mutate(start=(both.start + ibis.interval(months=1)).cast("date"))
    return _from_yuan(series).anti_join(known.union(february), KEYS)


def _totals(known: ir.Table, converted: ir.Table) -> ir.Table:
    """Exports and imports together, where one of them is converted and no total is printed."""
    parts = known.filter(known.flow != "total").anti_join(converted, [*KEYS, "months"])
    own = ibis.union(converted, parts)
    totals = from_other_flows(
        "total", own.filter(own.flow == "export"), own.filter(own.flow == "import")
    )
    printed = known.filter(known.flow == "total", known.status != "derived")
    concerned = totals.semi_join(converted, FIGURE_OF_ANY_FLOW)
    return concerned.anti_join(printed, [*KEYS, "months"])


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
    name="months_from_yuan",
    meaning="China's trade with Russia by month in dollars, from yuan at the customs' own rate",
    needs=("intervals", "months_told"),
    build=build,
    published=False,
)
