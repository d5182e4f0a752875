"""The view and the address say the same."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import PARAMETERS, View, parse, query, right_side

MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2030), st.integers(1, 12))
VIEWS = st.builds(
    View,
    start=st.just("") | MONTHS,
    end=st.just("") | MONTHS,
    **{
        name: st.sampled_from(list(PARAMETERS[name].choices))
        for name in ("freq", "show", "flow", "fuel", "events", "theme")
    },
).filter(lambda view: not (view.start and view.end) or view.start <= view.end)


@given(VIEWS)
def test_an_address_holds_the_whole_view(view: View) -> None:
    assert parse(query(view)) == (view, [])


def test_the_default_view_needs_no_query() -> None:
    assert query(View()) == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_query_gives_a_view(name: str, value: str) -> None:
    view, _ = parse(f"?{quote(name)}={quote(value)}")
    assert parse(query(view)) == (view, [])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?freq=hourly", "'hourly' is not a value of 'freq' (expected: month, quarter"),
        ("?from=soon", "a month such as 2021-01"),
        ("?colour=red", "'colour', which this page does not know"),
        ("?from=2024-01&to=2020-01", "'from' (2024-01) lies after 'to' (2020-01)"),
        ("?from2=2024-01&to2=2020-01", "'from2' (2024-01) lies after 'to2' (2020-01)"),
    ],
)
def test_a_broken_parameter_falls_back_with_a_note(address: str, words: str) -> None:
    view, notes = parse(address)
    assert view == View()
    assert len(notes) == 1
    assert words in notes[0]


@pytest.mark.parametrize(
    ("address", "months"),
    [
        ("?from=2020-01&to=2020-12", ("2020-01", "2020-12")),
        ("?to=2020-12&from2=2022-01", ("2022-01", "")),
        ("?from=2020-01&to2=2019-12", ("", "2019-12")),
        ("?from=2020-01&from2=2022-01&to2=2022-12", ("2022-01", "2022-12")),
    ],
)
def test_the_right_side_takes_the_left_s_months_only_where_it_has_none_of_its_own(
    address: str, months: tuple[str, str]
) -> None:
    right = right_side(parse(address)[0])
    assert (right.start, right.end) == months
