"""Reading of spans and periods."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.periods import SPAN_PATTERNS, Interval, interval


@pytest.mark.parametrize(
    ("span", "period", "start", "months", "end"),
    [
        ("month", "2023-02", "2023-02-01", 1, "2023-03-01"),
        ("month", "2023-12", "2023-12-01", 1, "2024-01-01"),
        ("ytd", "2023-02", "2023-01-01", 2, "2023-03-01"),
        ("quarter", "2023-Q4", "2023-10-01", 3, "2024-01-01"),
        ("half", "2023-H2", "2023-07-01", 6, "2024-01-01"),
        ("year", "2023", "2023-01-01", 12, "2024-01-01"),
        ("day", "2024-02-29", "2024-02-29", 0, "2024-03-01"),
    ],
)
def test_span_and_period_name_an_interval(
    span: str, period: str, start: str, months: int, end: str
) -> None:
    found = interval(span, period)
    assert found == Interval(dt.date.fromisoformat(start), months)
    assert found.end == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("span", "period"),
    [("month", "2023"), ("month", "2023-13"), ("year", "2023-01"), ("day", "2023-02-30")],
)
def test_a_period_that_does_not_fit_its_span_is_refused(span: str, period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        interval(span, period)


def test_an_unknown_span_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        interval("fortnight", "2023")


@given(st.sampled_from(sorted(SPAN_PATTERNS)), st.text(max_size=12))
def test_any_text_is_an_interval_or_a_value_error(span: str, period: str) -> None:
    try:
        found = interval(span, period)
    except ValueError:
        return
    assert found.end > found.start
