"""Measures on series: pure functions from frames to frames.

A series is a frame with the columns `COLUMNS`: `period` (first day), `months` (length in months),
`value`, and where it is from. Rows of two months are January–February figures that were published
together.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

COLUMNS = ["period", "months", "value", "status", "source", "vintage"]
FREQUENCY_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def within(frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Rows that begin in or after month `start` and end by month `end` ('YYYY-MM'; '' for open)."""
    first = pd.PeriodIndex(frame["period"], freq="M")
    last = first + (frame["months"].to_numpy(dtype="int64") - 1)
    keep = pd.Series(True, index=frame.index)
    if start:
        keep &= first >= pd.Period(start, "M")
    if end:
        keep &= last <= pd.Period(end, "M")
    return frame[keep]


def aggregate(series: pd.DataFrame, frequency: str) -> pd.DataFrame:
    """Sum a series of flows to a frequency: month, quarter, year or 12m (the last 12 months).

    A period is given only where all of its months are known: a hole stays a hole. Months pass
    through unchanged, two-month rows included. `source` gathers the documents of all rows summed,
    `vintage` is their newest.
    """
    ordered = series.sort_values("period", ignore_index=True)
    if series.empty or frequency == "month":
        return ordered
    if frequency == "12m":
        return _last_twelve(ordered)
    length = FREQUENCY_MONTHS[frequency]
    labels = pd.PeriodIndex(ordered["period"], freq="Q" if length == 3 else "Y").start_time
    groups = [_summed(rows, period) for period, rows in ordered.groupby(labels)]
    return pd.DataFrame([row for row in groups if row["months"] == length], columns=COLUMNS)


def _last_twelve(ordered: pd.DataFrame) -> pd.DataFrame:
    """The sum of the twelve months that end with each row, dated by its last month."""
    lengths = ordered["months"].to_numpy(dtype="int64")
    ends = pd.PeriodIndex(ordered["period"], freq="M") + (lengths - 1)
    windows = [_summed(ordered[(ends <= end) & (ends > end - 12)], end.start_time) for end in ends]
    return pd.DataFrame([row for row in windows if row["months"] == 12], columns=COLUMNS)


def _summed(rows: pd.DataFrame, period: pd.Timestamp) -> dict[str, object]:
    return {
        "period": period,
        "months": int(rows["months"].sum()),
        "value": rows["value"].sum(),
        "status": rows["status"].iloc[0] if rows["status"].nunique() == 1 else "derived",
        "source": joined_sources(rows["source"]),
        "vintage": rows["vintage"].max(),
    }


def joined_sources(sources: Iterable[str]) -> str:
    """Ids of documents, each once and in order, joined by ' '."""
    return " ".join(dict.fromkeys(" ".join(sources).split()))


def growth(series: pd.DataFrame) -> pd.DataFrame:
    """Growth on the same period a year before, in percent.

    Two single months stand against a two-month row as their sum, so that January–February is
    compared with January–February. A missing or zero base gives no row.
    """
    if series.empty:
        return series
    paired = pd.concat([series[COLUMNS], _joined_january_february(series)], ignore_index=True)
    paired["period"] = pd.to_datetime(paired["period"])
    base = paired.assign(period=paired["period"] + pd.DateOffset(years=1))
    both = paired.merge(base, on=["period", "months"], suffixes=("", "_base"))
    both = both[both["value_base"] != 0]
    both["value"] = (both["value"] / both["value_base"] - 1) * 100
    both["source"] = [
        joined_sources(pair) for pair in zip(both["source"], both["source_base"], strict=True)
    ]
    single_months = both[(both["months"] == 1) & (both["period"].dt.month <= 2)]["period"]
    repeated = (both["months"] == 2) & both["period"].isin(single_months)
    return both[~repeated][COLUMNS].sort_values("period", ignore_index=True)


def _joined_january_february(series: pd.DataFrame) -> pd.DataFrame:
    """A January–February row for every year in which both months stand alone."""
    period = pd.to_datetime(series["period"])
    single = series[(period.dt.month <= 2) & (series["months"] == 1)]
    years = pd.to_datetime(single["period"]).dt.year
    rows = [
        _summed(months, pd.Timestamp(int(year), 1, 1))
        for year, months in single.groupby(years)
        if len(months) == 2
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


BARRELS_PER_TONNE = 7.33
"""Usual factor for crude of Russian quality; ESPO blend is a little lighter, Urals heavier.

News agencies convert China Customs' tonnes at AGENCY_BARRELS_PER_TONNE.
"""
AGENCY_BARRELS_PER_TONNE = 7.3
"""What the barrels that agencies print follow from (38 months from 2015 on, see the tests)."""


def barrels_per_day(
    tonnes: pd.Series, period: pd.Series, months: pd.Series, factor: float = BARRELS_PER_TONNE
) -> pd.Series:
    """Tonnes of crude as barrels a day; a row covers `months` months from the day `period` on.

    Counts the real days: a February has 28 or 29. Raises ValueError for negative tonnes.
    """
    if (tonnes < 0).any():
        raise ValueError("tonnes below zero cannot be shipped")
    starts = pd.PeriodIndex(period, freq="M")
    ends = (starts + months.to_numpy(dtype="int64")).start_time
    days = pd.Series((ends - starts.start_time).days, index=tonnes.index)
    return tonnes * factor / days


def contributions(parts: pd.DataFrame) -> pd.DataFrame:
    """Contribution of each part to the growth of the whole, in percentage points; they add up.

    `parts`: columns `part`, `value`, `base` (the value a year before). A part that is new has a
    base of 0. Gives `part`, `points`. Raises ValueError where the whole was zero.
    """
    whole = parts["base"].sum()
    if whole == 0:
        raise ValueError("the base of the whole is zero: growth is not defined")
    return pd.DataFrame(
        {"part": parts["part"], "points": (parts["value"] - parts["base"]) / whole * 100}
    )


def shares(values: pd.Series) -> pd.Series:
    """Shares of a whole in percent; raises ValueError for a negative part or an empty whole."""
    if (values < 0).any() or values.sum() == 0:
        raise ValueError("shares need parts that are not negative and a whole that is not zero")
    return values / values.sum() * 100


def concentration(values: pd.Series) -> float:
    """Herfindahl–Hirschman index of parts, from 1/n (even) to 1 (one part alone)."""
    return float(((shares(values) / 100) ** 2).sum())


def effective_number(values: pd.Series) -> float:
    """How many equal parts would be as concentrated: the inverse of the index."""
    return 1 / concentration(values)


def balance(exports: pd.Series, imports: pd.Series) -> pd.Series:
    """Exports minus imports, in their unit."""
    return exports - imports


def cover_ratio(exports: pd.Series, imports: pd.Series) -> pd.Series:
    """Exports as a percentage of imports; missing where there are no imports."""
    return (exports / imports.where(imports != 0)) * 100


def index(series: pd.DataFrame, base: str) -> pd.DataFrame:
    """The series as an index, 100 in the base period ('2021-01', '2021').

    The base is the mean of its periods. Raises ValueError where the base is missing or zero.
    """
    within_base = series[series["period"].dt.strftime("%Y-%m").str.startswith(base)]
    mean = within_base["value"].mean()
    if within_base.empty or mean == 0:
        raise ValueError(f"the series has no value in {base} to be measured against")
    return series.assign(value=series["value"] / mean * 100)


def mirror_gap(one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """What one side reports minus what the other does: `gap` in their unit, `percent` of the mean.

    Symmetric, so that neither side is taken as the truth. Imports are CIF and exports FOB: a gap of
    some percent upwards on the importer's side is freight and insurance, not an error.
    """
    mean = (one + other) / 2
    return pd.DataFrame(
        {"gap": one - other, "percent": (one - other) / mean.where(mean != 0) * 100}
    )
