"""How much figures change after they were first published."""

from __future__ import annotations

import pandas as pd

from etl.errors import UndefinedMeasureError


def revision_statistics(vintages: pd.DataFrame) -> pd.DataFrame:
    """Mean and mean absolute revision against the first print, by age in whole months.

    `vintages`: one series as printed time and again: `period`, `months`, `vintage` (day of the
    document) and `value`. Gives, for each age since a figure was first printed, `age` (months),
    `figures` (how many were printed again at that age), `mean` and `mean_absolute` in percent of
    the first print: mean near zero is no bias, mean absolute the usual size. A reprint without a
    change counts as zero; documents without a day are left out. Definitions: McKenzie and Gamba,
    Interpreting the results of revision analyses, OECD (2008). Raises UndefinedMeasureError where a
    first print is not above zero.
    """
    keys = ["period", "months"]
    dated = vintages.dropna(subset=["vintage", "value"]).sort_values("vintage", kind="stable")
    first = dated.drop_duplicates(keys)
    if (first["value"] <= 0).any():
        raise UndefinedMeasureError(
            "A first print is not above zero: its revision has no percentage."
        )
    again = dated.merge(first[[*keys, "vintage", "value"]], on=keys, suffixes=("", "_first"))
    again = again[again["vintage"] > again["vintage_first"]]
    percent = (again["value"] / again["value_first"] - 1) * 100
    told = pd.DataFrame({"age": _age(again), "percent": percent, "size": percent.abs()})
    return told.groupby("age", as_index=False).agg(
        figures=("percent", "size"), mean=("percent", "mean"), mean_absolute=("size", "mean")
    )


def _age(again: pd.DataFrame) -> pd.Series:
    """Whole months from the first print to this one."""
    later, first = again["vintage"].dt, again["vintage_first"].dt
    months = (later.year - first.year) * 12 + later.month - first.month
    return (months - (later.day < first.day).astype(int)).astype("int64")
