"""What the tiles of the Overview draw small: how each figure's own series went, and that in words.

A statement has none: what people say now and then is no series.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import measures
from dashboard.charts import Tables
from dashboard.charts._trade import monthly_flow
from dashboard.measures.series import january_february
from dashboard.shelf import rows_of
from dashboard.units import unit
from dashboard.words import Words, message

MONTHS, YEARS = 24, 12
"""How far back the lines reach."""
Flows = Mapping[str, pd.DataFrame]
KEYS, PAIR = ["period", "months"], ["value", "value_other"]
TOLD = message("{what}, {span}: from {start} to {end}, lowest {low}, highest {high}")
GAPS = message("with gaps where no figure was published")


@dataclass(frozen=True)
class Trend:
    """A short series: its values in order (NaN for a hole), whose colour it has, what it tells."""

    values: tuple[float, ...]
    colour: str
    told: str


def flows_by_month(tables: Tables) -> Flows:
    """China's report of its exports and imports by month, from which several tiles draw."""
    return {flow: monthly_flow(tables, flow) for flow in ("export", "import")}


def trade_by_month(flows: Flows, last: pd.Period, say: Words) -> Trend | None:
    """Exports and imports together to a month."""
    both = _paired(flows["export"], flows["import"])
    series = _by_month(both.assign(value=both["value"] + both["value_other"]), last)
    return _trend(series, "total", say("Trade by month"), _dollars(say), say)


def balance_by_month(flows: Flows, last: pd.Period, say: Words) -> Trend | None:
    """China's imports minus its exports: what Russia earned, to a month."""
    both = _paired(flows["import"], flows["export"])
    surplus = measures.balance(both["value"], both["value_other"])
    series = _by_month(both.assign(value=surplus), last)
    return _trend(series, "balance", say("Russia’s surplus by month"), _dollars(say, True), say)


def trade_by_year(totals: pd.DataFrame, say: Words) -> Trend | None:
    """Total trade to the newest year of a table with year and total_usd."""
    values = totals.set_index(pd.PeriodIndex(totals["year"].astype(str), freq="Y"))["total_usd"]
    last = values.index.max()
    series = values.reindex(pd.period_range(end=last, periods=YEARS, freq="Y"))
    return _trend(series, "total", say("Trade by year"), _dollars(say), say)


def share_by_month(flows: Flows, tables: Tables, last: pd.Period, say: Words) -> Trend | None:
    """Russia's share in China's imports, in percent, where both are known of the same months."""
    world = world_imports(tables, "month")
    world = world.assign(period=world["start"])
    whole = pd.concat([world[measures.COLUMNS], january_february(world)])
    both = _paired(flows["import"], whole)
    part, all_of_it = (_by_month(both.assign(value=both[name]), last) for name in PAIR)
    series = part / all_of_it * 100
    what = say("Russia’s share in China’s imports by month")
    return _trend(series, "import", what, lambda share: f"{say.number(share, 1)} %", say)


def world_imports(tables: Tables, *spans: str) -> pd.DataFrame:
    """China's imports from all countries in US dollars, as read, the most finely printed first.

    `spans` are the kinds of period: 'month', 'ytd', 'year'. One row a period.
    """
    rows = rows_of(
        tables,
        "readings",
        statistic="GACC",
        partner="WLD",
        product="TOTAL",
        flow="import",
        unit="USD",
        qualifier="",
        span=spans,
    )
    return rows.sort_values("step").drop_duplicates(["start", "months"])


def _paired(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The periods that both series have, with both values."""
    return one.merge(other[[*KEYS, "value"]], on=KEYS, suffixes=("", "_other"))[[*KEYS, *PAIR]]


def _by_month(series: pd.DataFrame, last: pd.Period) -> pd.Series:
    """The months to the last one; two that were published together each at their average."""
    wanted = pd.period_range(end=last, periods=MONTHS, freq="M")
    rows = series[series["period"].between((wanted[0] - 1).start_time, last.end_time)]
    starts, averages = pd.PeriodIndex(rows["period"], freq="M"), rows["value"] / rows["months"]
    values = pd.Series(averages.to_numpy(), index=starts)
    second = values[(rows["months"] == 2).to_numpy()]
    both = pd.concat([values, second.set_axis(second.index + 1)])
    return both[~both.index.duplicated()].reindex(wanted)


def _dollars(say: Words, signed: bool = False) -> Callable[[float], str]:
    money = unit("usd", say.language)
    return lambda value: money.said(value / money.size, say, 1, signed)


def _trend(
    series: pd.Series, colour: str, what: str, said: Callable[[float], str], say: Words
) -> Trend | None:
    """The series from its first to its last known value; None for less than two of them."""
    known = series.dropna()
    if len(known) < 2:
        return None
    drawn = series[known.index[0] : known.index[-1]]
    length = 12 if known.index.freqstr.startswith("Y") else 1
    first, last = (say.month(known.index[place].start_time, length) for place in (0, -1))
    told = say(
        TOLD,
        what=what,
        span=f"{first} – {last}",
        start=said(known.iloc[0]),
        end=said(known.iloc[-1]),
        low=said(known.min()),
        high=said(known.max()),
    )
    gaps = [say(GAPS)] if drawn.isna().any() else []
    return Trend(tuple(drawn), colour, say.listed([told, *gaps]))
