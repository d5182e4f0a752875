"""Change over time: growth, contributions to it, index, rolling mean, seasonal adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.measures.series import (
    COLUMNS,
    ends,
    january_february,
    joined_sources,
    known,
    trailing,
    year_starts,
)
from dashboard.words import message
from etl.errors import UndefinedMeasureError

PERCENT, POINTS = "change_percent", "change_points"
"""The column of a change on the year: in percent, or of a share in percentage points."""
YEARS_TO_ADJUST = 3
"""A seasonal pattern is told from noise only where each month was seen this often."""


def growth(series: pd.DataFrame) -> pd.DataFrame:
    """Growth on the same period a year before, in percent: (value / base − 1) × 100.

    Two single months stand against a two-month row as their sum, so that January–February is
    compared with January–February. A base that is missing or not above zero gives no row.
    """
    rows = known(series)
    if rows.empty:
        return rows
    return _grown(with_base(rows))[COLUMNS].reset_index(drop=True)


def with_base(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a series that have the same period a year before, whose columns end in `_base`.

    January–February counts as a period wherever one of the two years has it as one row.
    """
    joined = january_february(rows)
    paired = pd.concat([rows[COLUMNS], joined] if len(joined) else [rows[COLUMNS]])
    paired["made"] = [False] * len(rows) + [True] * len(joined)
    base = paired.assign(period=paired["period"] + pd.DateOffset(years=1))
    both = paired.merge(base, on=["period", "months"], suffixes=("", "_base"))
    # Where both years have single months, their pair would tell the same once more.
    return both[~(both["made"] & both["made_base"])].reset_index(drop=True)


def growth_on_previous(series: pd.DataFrame) -> pd.DataFrame:
    """Growth on the period just before, in percent; only between neighbours of one length.

    Not adjusted for the season: from January to February it tells of holidays more than of trade.
    A base that is missing or not above zero gives no row.
    """
    rows = known(series)
    if rows.empty:
        return rows
    following = [
        start + pd.DateOffset(months=int(months))
        for start, months in zip(rows["period"], rows["months"], strict=True)
    ]
    base = rows.assign(period=pd.to_datetime(following).astype(rows["period"].dtype))
    both = rows.merge(base, on=["period", "months"], suffixes=("", "_base"))
    return _grown(both)[COLUMNS].reset_index(drop=True)


def _grown(both: pd.DataFrame) -> pd.DataFrame:
    """Rows with `value_base` and `source_base` as growth in percent, by period."""
    both = both[both["value_base"] > 0].sort_values(["period", "months"])
    sources = zip(both["source"], both["source_base"], strict=True)
    return both.assign(
        value=(both["value"] / both["value_base"] - 1) * 100,
        source=[joined_sources(pair) for pair in sources],
    )


def on_year(series: pd.DataFrame, of: Sequence[str] = (), column: str = PERCENT) -> pd.DataFrame:
    """The series with its change on the same period a year before, in the column named.

    PERCENT: (value / base − 1) × 100, missing where the base is not above zero or the value below
    it. POINTS, for shares: value − base. The columns `of` tell several series in one frame apart,
    by what they are of and by unit; rows without `period` and `months` are of the whole `year`. A
    row of two months stands against the sum of two single ones. Missing where the year before has
    no such period, or more than one row for it.
    """
    base = pd.Series(_a_year_before(series, of), series.index, dtype="float64")
    if column == POINTS:
        return series.assign(**{column: series["value"] - base})
    defined = (base > 0) & (series["value"] >= 0)
    return series.assign(**{column: ((series["value"] / base - 1) * 100).where(defined)})


def _a_year_before(series: pd.DataFrame, of: Sequence[str]) -> list[float]:
    """The value of each row's period a year before; a lookup, since joins take ten times longer."""
    by_year = "period" not in series
    days = year_starts(series["year"]) if by_year else pd.to_datetime(series["period"])
    starts = days.to_numpy("datetime64[M]").astype("int64").tolist()
    lengths = [12] * len(series) if by_year else series["months"]
    places = list(zip(*(series[name] for name in of), starts, lengths, strict=True))
    known: dict[tuple[Any, ...], float] = {}
    for place, value in zip(places, series["value"], strict=True):
        known[place] = np.nan if place in known else value

    def before(*place: Any) -> float:
        *what, start, months = place
        same = (*what, start - 12, months)
        if months == 2 and same not in known:
            return sum(known.get((*what, start - back, 1), np.nan) for back in (12, 11))
        return known.get(same, np.nan)

    return [before(*place) for place in places]


def contributions(parts: pd.DataFrame, of: Sequence[str] = ()) -> pd.DataFrame:
    """Contribution of each part to the growth of the whole, in percentage points; they add up.

    (value − base) / base of the whole × 100, the growth of a part weighted by its share a year
    before (INSEE, Definitions: Contribution to GDP growth, for values at current prices). `parts`:
    columns `part`, `value`, `base` (the value a year before), and the columns `of`, which tell
    several wholes apart. A part that is new has a base of 0. Gives `of`, `part`, `points`. Raises
    UndefinedMeasureError where a value is missing or a whole was not above zero.
    """
    if parts[["value", "base"]].isna().any(axis=None):
        raise UndefinedMeasureError("A part has no value, so the whole and its growth are unknown.")
    whole = parts.groupby(list(of))["base"].transform("sum") if of else parts["base"].sum()
    if np.any(whole <= 0):
        raise UndefinedMeasureError("The base of the whole is not above zero: it has no growth.")
    return parts[[*of, "part"]].assign(points=(parts["value"] - parts["base"]) / whole * 100)


def index(series: pd.DataFrame, base: str) -> pd.DataFrame:
    """The series as an index, 100 in the base period ('2021-01', '2021'); no unit.

    Both the base and each row count by their monthly average, so that a row of two months stands
    on the level of single ones. Raises UndefinedMeasureError where the base has no value above
    zero.
    """
    rows = known(series)
    within = rows[rows["period"].dt.strftime("%Y-%m").str.startswith(base)] if len(rows) else rows
    if within["value"].sum() <= 0:
        raise UndefinedMeasureError(
            message("The series has no value above zero in {base}: choose a base."), base=base
        )
    level = within["value"].sum() / within["months"].sum()
    return rows.assign(value=rows["value"] / rows["months"] / level * 100)


def rolling_mean(series: pd.DataFrame, months: int = 3) -> pd.DataFrame:
    """Mean a month of the `months` months that end with each row, in the unit of the series.

    Trailing, dated by its last month, one row a month (`months` 1); given only where all months of
    the window are known. Raises UndefinedMeasureError for a window under one month.
    """
    if months < 1:
        raise UndefinedMeasureError(
            "A window of {months} months holds nothing: take one or more.", months=months
        )
    sums = trailing(known(series), months)
    return sums.assign(period=ends(sums).start_time, value=sums["value"] / months, months=1)


def seasonally_adjusted(series: pd.DataFrame) -> pd.DataFrame:
    """Months without their seasonal pattern, in the unit of the series: exp(log value − season).

    Our own estimate, not a published figure: STL (Cleveland et al., Journal of Official Statistics
    6, 1990) on logarithms, robust to outliers, as in statsmodels. January and February are taken
    together, at their average, in every year: many are published so only, and Lunar New Year moves
    between them. Covers the months without a hole that end with the newest one; a January without
    its February counts as a hole. Raises UndefinedMeasureError unless these are three full years,
    above zero.
    """
    rows = _unbroken(_by_january_february(known(series)))
    months = rows.loc[rows.index.repeat(rows["months"])]
    if len(months) < 12 * YEARS_TO_ADJUST:
        raise UndefinedMeasureError(
            message(
                "A seasonal pattern needs {years} full years of months without a hole; the series "
                "ends with {months} such months."
            ),
            years=YEARS_TO_ADJUST,
            months=len(months),
        )
    if (rows["value"] <= 0).any():
        raise UndefinedMeasureError(message("Values of zero or less have no logarithm to adjust."))
    from statsmodels.tsa.seasonal import STL  # takes seconds to import

    logs = np.log((months["value"] / months["months"]).to_numpy("float64"))
    adjusted = np.exp(logs - STL(logs, period=12, robust=True).fit().seasonal)
    sums = pd.Series(adjusted, months.index).groupby(level=0).sum()
    return rows.assign(value=sums, status=message("seasonally adjusted"))


def _by_january_february(ordered: pd.DataFrame) -> pd.DataFrame:
    """The rows with January and February together in each year, left out where one is missing."""
    apart = (pd.to_datetime(ordered["period"]).dt.month <= 2) & (ordered["months"] == 1)
    joined = january_february(ordered)
    rows = [ordered.loc[~apart, COLUMNS], *([joined] if len(joined) else [])]
    return pd.concat(rows).sort_values("period", ignore_index=True)


def _unbroken(ordered: pd.DataFrame) -> pd.DataFrame:
    """The rows at the end of a series that follow each other without a hole."""
    last, lengths = ends(ordered), ordered["months"].to_numpy("int64")
    behind = lengths[::-1].cumsum()[::-1] - lengths
    follows = last + behind == last.max()
    return ordered.tail(int(follows[::-1].cumprod().sum())).reset_index(drop=True)
