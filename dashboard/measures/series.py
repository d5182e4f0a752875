"""Series over time: their form, what is cut from them, and their sums.

A series is a frame with the columns `COLUMNS`: `period` (first day), `months` (length in months),
`value`, and where it is from. Rows of two months are January–February figures that were published
together. A row without a value counts as a hole, like a row that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.errors import UndefinedMeasureError, UnknownNameError

Months = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]

COLUMNS = ["period", "months", "value", "status", "source", "vintage"]
FREQUENCY_MONTHS = {"month": 1, "quarter": 3, "year": 12}
FREQUENCIES = [*FREQUENCY_MONTHS, "ytd", "12m"]


def known(series: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a value, by period."""
    return series[series["value"].notna()].sort_values("period", ignore_index=True)


def year_starts(years: pd.Series) -> pd.Series:
    """The first day of each year."""
    days = (years.to_numpy("int64") - 1970).astype("datetime64[Y]").astype("datetime64[us]")
    return pd.Series(days, years.index)


def ends(series: pd.DataFrame) -> pd.PeriodIndex:
    """The last month of each row."""
    return pd.PeriodIndex(series["period"], freq="M") + (series["months"].to_numpy("int64") - 1)


def within(frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Rows that begin in or after month `start` and end by month `end` ('YYYY-MM'; '' for open)."""
    firsts, lasts = _first_and_last_months(frame)
    return frame[_between(firsts, start, "") & _between(lasts, "", end)]


def ending_within(frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Rows whose last month lies in `start` to `end`: how sums of moving months are cut."""
    _, lasts = _first_and_last_months(frame)
    return frame[_between(lasts, start, end)]


def _first_and_last_months(frame: pd.DataFrame) -> tuple[Months, Months]:
    """The first and the last month of each row; a day, which has no months, ends before it."""
    firsts = frame["period"].to_numpy("datetime64[M]")
    return firsts, firsts + (frame["months"].to_numpy("int64") - 1)


def _between(months: Months, start: str, end: str) -> Flags:
    """Whether each month lies in `start` to `end`."""
    since = months >= np.datetime64(start) if start else np.full(len(months), True)
    return since & (months <= np.datetime64(end)) if end else since


def aggregate(series: pd.DataFrame, frequency: str) -> pd.DataFrame:
    """Sum a series of flows to a frequency: month, quarter, year, ytd or 12m; in its unit.

    `ytd` gives January to each month, `12m` the twelve months that end with each row: both are
    dated by their first month and as long as `months` says. A period is given only where all of its
    months are known: a hole stays a hole. Months pass through unchanged, two-month rows included.
    `source` gathers the documents of all rows summed, `vintage` is their newest, unknown if one is.
    Raises UnknownNameError for another frequency, UndefinedMeasureError where two rows tell of one
    month.
    """
    if frequency not in FREQUENCIES:
        raise UnknownNameError("frequency", frequency, FREQUENCIES)
    ordered = known(series)
    if ordered.empty or frequency == "month":
        return ordered
    _each_month_once(ordered)
    if frequency == "ytd":
        return _years_to_date(ordered)
    if frequency == "12m":
        return trailing(ordered, 12)
    length = FREQUENCY_MONTHS[frequency]
    labels = pd.PeriodIndex(ordered["period"], freq="Q" if length == 3 else "Y").start_time
    groups = [_summed(rows, period) for period, rows in ordered.groupby(labels)]
    return pd.DataFrame([row for row in groups if row["months"] == length], columns=COLUMNS)


def _each_month_once(ordered: pd.DataFrame) -> None:
    starts = pd.PeriodIndex(ordered["period"], freq="M")
    overlaps = starts[1:] <= ends(ordered)[:-1]
    if overlaps.any():
        raise UndefinedMeasureError(
            "Two rows tell of {month}, so a sum would count it twice: keep one of them.",
            month=starts[1:][overlaps][0],
        )


def _years_to_date(ordered: pd.DataFrame) -> pd.DataFrame:
    """January to the end of each row, while the year has no hole."""
    rows = []
    for year, months in ordered.groupby(ordered["period"].dt.year):
        sums = [
            _summed(months.head(count), pd.Timestamp(int(year), 1, 1))
            for count in range(1, len(months) + 1)
        ]
        rows += [
            row for row, end in zip(sums, ends(months), strict=True) if row["months"] == end.month
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def trailing(ordered: pd.DataFrame, months: int) -> pd.DataFrame:
    """The sum of the `months` months that end with each row, dated by the first of them."""
    first, last = pd.PeriodIndex(ordered["period"], freq="M"), ends(ordered)
    windows = [
        _summed(ordered[(last <= end) & (first > end - months)], (end - months + 1).start_time)
        for end in last
    ]
    return pd.DataFrame([row for row in windows if row["months"] == months], columns=COLUMNS)


def _summed(rows: pd.DataFrame, period: pd.Timestamp) -> dict[str, object]:
    return {
        "period": period,
        "months": int(rows["months"].sum()),
        "value": rows["value"].sum(),
        "status": rows["status"].iloc[0] if rows["status"].nunique() == 1 else "derived",
        "source": joined_sources(rows["source"]),
        "vintage": rows["vintage"].max(skipna=False),
    }


def january_february(series: pd.DataFrame) -> pd.DataFrame:
    """A January–February row for every year in which both months stand alone."""
    period = pd.to_datetime(series["period"])
    single = series[(period.dt.month <= 2) & (series["months"] == 1)]
    years = pd.to_datetime(single["period"]).dt.year
    rows = [
        _summed(months, pd.Timestamp(int(year), 1, 1))
        for year, months in single.groupby(years)
        if len(months) == 2
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype(series[COLUMNS].dtypes)


def joined_sources(sources: Iterable[str]) -> str:
    """Ids of documents, each once and in order, joined by ' '."""
    return " ".join(dict.fromkeys(" ".join(sources).split()))
