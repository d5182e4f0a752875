"""Reading of spans and periods."""

import datetime as dt

import pytest
from hypothesis import assume, given
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
    ("span", "period", "told"),
    [
        ("month", "2023", r"period '2023' does not fit span 'month' \(2023-02\)"),
        ("month", "2023-13", r"period '2023-13' does not fit span 'month'"),
        ("quarter", "2023-Q5", r"period '2023-Q5' does not fit span 'quarter' \(2023-Q1\)"),
        ("year", "2023-01", r"period '2023-01' does not fit span 'year' \(2023\)"),
        ("day", "2023-02-30", "day"),
        ("month", "9999-12", "does not fit span 'month'"),
        ("month", "٢٠٢٢-03", "does not fit span 'month'"),
    ],
)
def test_a_period_that_does_not_fit_its_span_is_refused(span: str, period: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        interval(span, period)


def test_an_unknown_span_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'fortnight' is not one of day, month, ytd"):
        interval("fortnight", "2023")


MONTHS = {"day": 0, "month": 1, "quarter": 3, "half": 6, "year": 12}
"""How long each span is; a sum from January on is as long as its last month says."""


def periods(span: str) -> st.SearchStrategy[str]:
    """Texts in the form of a span."""
    return st.from_regex(SPAN_PATTERNS[span], fullmatch=True, alphabet="0123456789-QH")


@pytest.mark.parametrize("span", [span for span in SPAN_PATTERNS if span != "day"])
@given(data=st.data())
def test_each_period_in_the_form_of_its_span_is_an_interval(span: str, data: st.DataObject) -> None:
    period = data.draw(periods(span))
    found = interval(span, period)
    assert found.months == (int(period[5:]) if span == "ytd" else MONTHS[span])
    assert found.start.year == int(period[:4])
    after = found.start.year * 12 + found.start.month + found.months
    assert found.end.year * 12 + found.end.month == after
    assert found.start.day == found.end.day == 1


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_each_day_of_the_calendar_ends_the_day_after(day: dt.date) -> None:
    found = interval("day", day.isoformat())
    assert found == Interval(day, 0)
    assert found.end - day == dt.timedelta(days=1)


@given(st.permutations(sorted(SPAN_PATTERNS)), st.data())
def test_the_period_of_another_span_is_refused(spans: list[str], data: st.DataObject) -> None:
    span, other, *_ = spans
    assume(SPAN_PATTERNS[span] != SPAN_PATTERNS[other])
    period = data.draw(periods(other))
    with pytest.raises(ValueError, match=f"period '{period}' does not fit span '{span}'"):
        interval(span, period)
