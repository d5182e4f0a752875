"""Money in another currency, or at the prices of one year."""

from __future__ import annotations

import pandas as pd

from dashboard.measures.series import COLUMNS, joined_sources, known
from dashboard.words import message
from etl.errors import UndefinedMeasureError


def converted(series: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """A series in another currency, at the average rate of each row's months; marked `converted`.

    `rates`: one row a month, `period`, `rate` (units of the new currency for one of the old) and
    `source`. A row of several months takes the plain mean of its months' rates; one with a month
    without a rate is left out. `source` names the documents of the rates too. Raises
    UndefinedMeasureError for a rate that is not above zero.
    """
    usable = rates[rates["rate"].notna()].drop_duplicates("period").set_index("period")
    if (usable["rate"] <= 0).any():
        raise UndefinedMeasureError("An exchange rate is not above zero: check the rates.")
    rows = known(series)
    met = [usable[usable.index.isin(_months(row))] for row in rows.itertuples()]
    whole = [len(used) == months for used, months in zip(met, rows["months"], strict=True)]
    used = [each for each, complete in zip(met, whole, strict=True) if complete]
    kept = rows[pd.Series(whole, index=rows.index, dtype="bool")]
    sources = zip(kept["source"], (each["source"] for each in used), strict=True)
    return kept.assign(
        value=kept["value"] * [each["rate"].mean() for each in used],
        status=message("converted"),
        source=[joined_sources([own, *others]) for own, others in sources],
    )[COLUMNS].reset_index(drop=True)


def deflated(series: pd.DataFrame, deflator: pd.DataFrame, base: int) -> pd.DataFrame:
    """A series at the prices of the year `base`, in its unit: value / (deflator / its base mean).

    `deflator`: `period`, `months` and `value` of a price index, by month, quarter or year; a month
    takes the index of the row that covers it. A row with a month without an index is left out; the
    rest is marked `deflated`. Say deflator and base year beside the figure. Raises
    UndefinedMeasureError where the base year is not whole or the index not above zero.
    """
    prices = _by_month(known(deflator))
    of_base = prices[prices.index.year == base]
    if len(of_base) < 12:
        raise UndefinedMeasureError(f"The deflator does not cover {base}: choose another base.")
    if (prices <= 0).any():
        raise UndefinedMeasureError("A price index is not above zero: check the deflator.")
    rows = known(series)
    levels = [prices.reindex(_months(row)).mean(skipna=False) for row in rows.itertuples()]
    real = rows.assign(
        value=rows["value"] / pd.Series(levels, dtype="float64") * of_base.mean(),
        status=message("deflated"),
    )
    return known(real)[COLUMNS]


def _by_month(deflator: pd.DataFrame) -> pd.Series:
    """The index of every month that a row covers; the shortest row counts."""
    finest = deflator.sort_values("months", kind="stable")
    months = [month for row in finest.itertuples() for month in _months(row)]
    values = finest["value"].repeat(finest["months"].to_numpy("int64"))
    prices = pd.Series(values.to_numpy("float64"), index=pd.DatetimeIndex(months))
    return prices[~prices.index.duplicated()]


def _months(row: object) -> pd.DatetimeIndex:
    """First days of the months of a row."""
    start, months = pd.Timestamp(row.period), int(row.months)  # type: ignore[attr-defined]
    return pd.date_range(start, periods=months, freq="MS")
