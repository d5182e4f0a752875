"""Money in another currency, or at the prices of one month or year."""

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


def deflated(series: pd.DataFrame, deflator: pd.DataFrame, base: str) -> pd.DataFrame:
    """A series at the prices of `base` ('2023', '2026-06'), in its unit; marked `deflated`.

    value / (index / its mean in the base). `deflator`: `period`, `months`, `value` and `source` of
    a price index, by month, quarter or year; a month takes the index of the shortest row that
    covers it, a row of several months the mean of theirs. A row with a month without an index is
    left out; further columns stay. `source` names the documents of the index too. Say index and
    base beside the figure. Raises UndefinedMeasureError where the base is not whole or the index
    not above zero.
    """
    prices = _by_month(known(deflator))
    of_base = prices[prices.index.strftime("%Y-%m").str.startswith(base)]
    if len(of_base) < (12 if len(base) == len("2023") else 1):
        raise UndefinedMeasureError(
            "The deflator does not cover {base}: choose another base.", base=base
        )
    if (prices["value"] <= 0).any():
        raise UndefinedMeasureError("A price index is not above zero: check the deflator.")
    rows = known(series)
    met = [prices.reindex(_months(row)) for row in rows.itertuples()]
    levels = pd.Series([used["value"].mean(skipna=False) for used in met], dtype="float64")
    sources = zip(rows["source"], (used["source"].dropna() for used in met), strict=True)
    real = rows.assign(
        value=rows["value"] / levels * of_base["value"].mean(),
        status=message("deflated"),
        source=[joined_sources([own, *of, *of_base["source"]]) for own, of in sources],
    )
    return known(real)


def _by_month(deflator: pd.DataFrame) -> pd.DataFrame:
    """The index, and its document, of every month that a row covers; the shortest row counts."""
    finest = deflator.sort_values("months", kind="stable")
    months = [month for row in finest.itertuples() for month in _months(row)]
    each = finest.loc[finest.index.repeat(finest["months"].to_numpy("int64")), ["value", "source"]]
    prices = each.set_axis(pd.DatetimeIndex(months))
    return prices[~prices.index.duplicated()]


def _months(row: object) -> pd.DatetimeIndex:
    """First days of the months of a row."""
    start, months = pd.Timestamp(row.period), int(row.months)  # type: ignore[attr-defined]
    return pd.date_range(start, periods=months, freq="MS")
