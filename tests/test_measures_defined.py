"""Every measure on empty, single, missing and negative figures: a defined result or a typed error.

A new measure fails here until its row in the table says what it does with each.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard import measures
from etl.errors import UndefinedMeasureError

FIGURES: dict[str, list[float]] = {
    "empty": [],
    "single": [4.0],
    "missing": [float("nan"), float("nan")],
    "negative": [-4.0, -2.0],
}
"""The four kinds of figures, in the order in which OUTCOMES tells what becomes of them."""

NOTHING = "no row"
NUMBERS = "numbers only"
HOLES = "missing throughout, as the input"
REFUSED = "UndefinedMeasureError"


def _series(values: list[float]) -> pd.DataFrame:
    starts = pd.date_range("2023-01-01", periods=len(values), freq="MS")
    return pd.DataFrame(
        {"period": starts, "months": 1, "value": pd.Series(values, dtype="float64")}
    ).assign(status="published", source="doc", vintage=pd.Timestamp("2024-01-01"))


def _twice(values: list[float]) -> pd.DataFrame:
    """The same figures in two years."""
    later = _series(values)
    return pd.concat([later.assign(period=later["period"] - pd.DateOffset(years=1)), later])


def _column(values: list[float]) -> pd.Series:
    return pd.Series(values, dtype="float64")


def _parts(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"part": "p", "value": _column(values), "base": _column(values)})


def _printed(values: list[float]) -> pd.DataFrame:
    first = _series(values)
    return pd.concat([first, first.assign(vintage=pd.Timestamp("2024-05-01"))])


def _rates() -> pd.DataFrame:
    starts = pd.date_range("2023-01-01", periods=12, freq="MS")
    return pd.DataFrame({"period": starts, "rate": 7.0, "source": "bank"})


def _barrels(values: list[float]) -> pd.Series:
    rows = _series(values)
    return measures.barrels_per_day(_column(values), rows["period"], rows["months"])


OUTCOMES: dict[str, tuple[Callable[[list[float]], Any], str, str, str, str]] = {
    "aggregate": (
        lambda v: measures.aggregate(_series(v), "ytd"),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "growth": (lambda v: measures.growth(_series(v)), NOTHING, NOTHING, NOTHING, NOTHING),
    "growth_on_previous": (
        lambda v: measures.growth_on_previous(_series(v)),
        *(NOTHING, NOTHING, NOTHING, NOTHING),
    ),
    "rolling_mean": (
        lambda v: measures.rolling_mean(_series(v), 1),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "seasonally_adjusted": (
        lambda v: measures.seasonally_adjusted(_series(v * 18 if v != [4.0] else v)),
        *(REFUSED, REFUSED, REFUSED, REFUSED),
    ),
    "index": (
        lambda v: measures.index(_series(v), "2023"),
        *(REFUSED, NUMBERS, REFUSED, REFUSED),
    ),
    "contributions": (
        lambda v: measures.contributions(_parts(v)),
        *(REFUSED, NUMBERS, REFUSED, REFUSED),
    ),
    "converted": (
        lambda v: measures.converted(_series(v), _rates()),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "deflated": (
        lambda v: measures.deflated(_series(v), _series([5.0] * 12), "2023"),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "ending_within": (
        lambda v: measures.ending_within(_series(v).dropna(), "2023-01", "2023-12"),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "within": (
        lambda v: measures.within(_series(v).dropna(), "2023-01", "2023-12"),
        *(NOTHING, NUMBERS, NOTHING, NUMBERS),
    ),
    "on_year": (
        lambda v: measures.on_year(_twice(v))["change_percent"].tail(len(v)),
        *(NOTHING, NUMBERS, HOLES, HOLES),
    ),
    "revision_statistics": (
        lambda v: measures.revision_statistics(_printed(v)),
        *(NOTHING, NUMBERS, NOTHING, REFUSED),
    ),
    "shares": (lambda v: measures.shares(_column(v)), REFUSED, NUMBERS, REFUSED, REFUSED),
    "concentration": (
        lambda v: measures.concentration(_column(v)),
        *(REFUSED, NUMBERS, REFUSED, REFUSED),
    ),
    "effective_number": (
        lambda v: measures.effective_number(_column(v)),
        *(REFUSED, NUMBERS, REFUSED, REFUSED),
    ),
    "dependence": (
        lambda v: measures.dependence(_column(v), _column(v)),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "mutual_dependence": (
        lambda v: measures.mutual_dependence(*[_column(v)] * 3),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "trade_intensity": (
        lambda v: measures.trade_intensity(*[_column(v)] * 4),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "balance": (
        lambda v: measures.balance(*[_column(v)] * 2),
        *(NOTHING, NUMBERS, HOLES, NUMBERS),
    ),
    "cover_ratio": (
        lambda v: measures.cover_ratio(*[_column(v)] * 2),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "mirror_gap": (
        lambda v: measures.mirror_gap(*[_column(v)] * 2),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "barrels_per_day": (_barrels, NOTHING, NUMBERS, HOLES, REFUSED),
    "tonnes_to_bcm": (
        lambda v: measures.tonnes_to_bcm(_column(v)),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
    "unit_price": (
        lambda v: measures.unit_price(*[_column(v)] * 2),
        *(NOTHING, NUMBERS, HOLES, REFUSED),
    ),
}


def _outcome(call: Callable[[list[float]], Any], values: list[float]) -> str:
    try:
        result = call(values)
    except UndefinedMeasureError:
        return REFUSED
    numbers = pd.DataFrame(result if np.ndim(result) else [result]).select_dtypes("number")
    if numbers.empty:
        return NOTHING
    if numbers.isna().all(axis=None):
        return HOLES
    return NUMBERS if np.isfinite(numbers.to_numpy(dtype="float64")).all() else "some NaN"


@pytest.mark.parametrize("name", OUTCOMES)
@pytest.mark.parametrize("place", range(len(FIGURES)), ids=list(FIGURES))
def test_a_measure_is_defined_or_says_why_not(name: str, place: int) -> None:
    call, *expected = OUTCOMES[name]
    assert _outcome(call, list(FIGURES.values())[place]) == expected[place]


def test_every_measure_is_in_the_table() -> None:
    functions = {
        name for name in measures.__all__ if inspect.isfunction(getattr(measures, name))
    } - {"joined_sources"}
    assert functions == set(OUTCOMES)
