"""Measures: identities, January–February, holes."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import measures


def series(values: dict[str, float], months: dict[str, int] | None = None) -> pd.DataFrame:
    """A series of months, one unless said otherwise."""
    return pd.DataFrame(
        {
            "period": pd.to_datetime([f"{name}-01" for name in values]),
            "months": [(months or {}).get(name, 1) for name in values],
            "value": list(values.values()),
            "status": "published",
            "source": [f"doc-{name}" for name in values],
            "vintage": pd.Timestamp("2024-01-01"),
        }
    )


def year(number: int, value: float = 1.0) -> dict[str, float]:
    """Twelve equal months."""
    return {f"{number}-{month:02d}": value for month in range(1, 13)}


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1e12), min_size=24, max_size=24))
def test_quarters_and_years_add_up_to_the_months(values: list[float]) -> None:
    names = [*year(2022), *year(2023)]
    monthly = series(dict(zip(names, values, strict=True)))
    for frequency, count in (("quarter", 8), ("year", 2)):
        summed = measures.aggregate(monthly, frequency)
        assert len(summed) == count
        assert summed["value"].sum() == pytest.approx(sum(values))


def test_a_quarter_with_a_hole_is_not_given() -> None:
    months = year(2023)
    del months["2023-05"]
    quarters = measures.aggregate(series(months), "quarter")
    assert [f"{start:%Y-%m}" for start in quarters["period"]] == ["2023-01", "2023-07", "2023-10"]
    assert measures.aggregate(series(months), "year").empty


def test_a_two_month_row_fills_its_quarter() -> None:
    monthly = series({"2023-01": 20.0, "2023-03": 11.0}, {"2023-01": 2})
    quarters = measures.aggregate(monthly, "quarter")
    assert list(quarters["value"]) == [31.0]
    assert quarters["source"].iloc[0] == "doc-2023-01 doc-2023-03"


def test_last_twelve_months_are_dated_by_their_last_month() -> None:
    last = measures.aggregate(series(year(2022) | {"2023-01": 3.0}), "12m")
    assert [f"{day:%Y-%m}" for day in last["period"]] == ["2022-12", "2023-01"]
    assert list(last["value"]) == [12.0, 14.0]


def test_growth_compares_with_the_same_month_a_year_before() -> None:
    grown = measures.growth(series({"2022-05": 10.0, "2023-05": 11.0, "2023-06": 5.0}))
    assert list(grown["value"]) == [pytest.approx(10.0)]


def test_january_february_is_compared_with_january_february() -> None:
    monthly = series({"2022-01": 6.0, "2022-02": 4.0, "2023-01": 12.0}, {"2023-01": 2})
    grown = measures.growth(monthly)
    assert list(grown["months"]) == [2]
    assert list(grown["value"]) == [pytest.approx(20.0)]


def test_single_januaries_are_not_also_given_as_a_pair() -> None:
    monthly = series({"2022-01": 6.0, "2022-02": 4.0, "2023-01": 9.0, "2023-02": 8.0})
    grown = measures.growth(monthly)
    assert [f"{row.period:%m}-{row.months}" for row in grown.itertuples()] == ["01-1", "02-1"]


def test_a_base_of_zero_gives_no_growth() -> None:
    assert measures.growth(series({"2022-05": 0.0, "2023-05": 11.0})).empty


@pytest.mark.parametrize("frequency", ["month", "quarter", "year", "12m"])
def test_an_empty_series_stays_empty(frequency: str) -> None:
    empty = series({})
    assert measures.aggregate(empty, frequency).empty
    assert measures.growth(empty).empty


def test_within_cuts_by_whole_months() -> None:
    monthly = series({"2023-01": 1.0, "2023-03": 2.0, "2023-04": 3.0}, {"2023-01": 2})
    assert list(measures.within(monthly, "2023-02", "")["value"]) == [2.0, 3.0]
    assert list(measures.within(monthly, "", "2023-01")["value"]) == []
    assert list(measures.within(monthly, "2023-01", "2023-03")["value"]) == [1.0, 2.0]
