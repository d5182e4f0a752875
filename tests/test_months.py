"""Months from published months and year-to-date figures."""

from __future__ import annotations

import random

import ibis
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.shelf import SnapshotTables
from etl.marts import (
    chosen,
    completed,
    contested,
    intervals,
    months_from_sums,
    months_from_yuan,
    months_told,
    series_annual,
    series_monthly,
    summed,
    sums_from_january,
)
from etl.marts._deriving import MAX_RELATIVE_STEP
from etl.marts._series import SERIES
from etl.periods import interval

MILLION, BILLION = 1e6, 1e9
YEARS = 200


def reading(span: str, period: str, value: float, flow: str = "export", **other: object) -> dict:
    """One made-up reading of Chinese exports to Russia, in billion dollars."""
    found = interval(span, period)
    return {
        "statistic": "GACC",
        "reporter": "CHN",
        "partner": "RUS",
        "flow": flow,
        "product": "TOTAL",
        "measure": "value",
        "unit": "USD",
        "start": pd.Timestamp(found.start),
        "months": found.months,
        "value": value * BILLION,
        "step": 0.001 * BILLION,
        "status": "published",
        "qualifier": "",
        "source": f"doc-{span}-{period}",
        "nearness": 1,
        "vintage": pd.Timestamp("2023-01-01"),
        "superseded": False,
        "precedence": 0,
    } | other


def built(*readings: dict) -> dict[str, pd.DataFrame]:
    """The series tables that follow from the readings."""
    tables = {"readings": ibis.memtable(pd.DataFrame(readings))}
    steps = (contested, chosen, summed, completed, intervals, sums_from_january, months_from_sums)
    for module in (*steps, months_told, months_from_yuan, series_monthly, series_annual):
        mart = module.MART
        tables[mart.name] = ibis.memtable(mart.build(tables).to_pyarrow())
    return {name: table.execute() for name, table in tables.items()}


def months(*readings: dict, flow: str = "export") -> dict[str, tuple[int, float, str]]:
    """The month rows of a flow: (months, value in billions, status) by first month."""
    frame = built(*readings)["series_monthly"]
    rows = frame[frame["flow"] == flow].sort_values("start")
    return {
        f"{row.start:%Y-%m}": (row.months, round(row.value / BILLION, 6), row.status)
        for row in rows.itertuples()
    }


def test_a_published_month_is_used_as_it_is() -> None:
    assert months(reading("month", "2022-03", 3.8)) == {"2022-03": (1, 3.8, "published")}


def test_january_and_february_stay_together_where_they_were_published_together() -> None:
    assert months(reading("ytd", "2022-02", 12.5)) == {"2022-01": (2, 12.5, "published")}


def test_january_is_derived_where_february_is_stated() -> None:
    found = months(reading("ytd", "2022-02", 12.5), reading("month", "2022-02", 5.5))
    assert found == {"2022-01": (1, 7.0, "derived"), "2022-02": (1, 5.5, "published")}


def test_a_month_between_two_year_to_date_figures_is_derived() -> None:
    found = months(reading("ytd", "2022-04", 20.0), reading("ytd", "2022-05", 25.0))
    assert found == {"2022-05": (1, 5.0, "derived")}


def test_a_published_month_wins_over_a_derived_one() -> None:
    found = months(
        reading("ytd", "2022-04", 20.0),
        reading("ytd", "2022-05", 25.0),
        reading("month", "2022-05", 4.9),
    )
    assert found["2022-05"] == (1, 4.9, "published")


def test_the_other_of_two_months_is_derived_beside_a_known_one() -> None:
    found = months(
        reading("ytd", "2022-04", 20.0),
        reading("ytd", "2022-06", 31.0),
        reading("month", "2022-06", 6.0),
    )
    assert found["2022-05"] == (1, 5.0, "derived")


def test_a_flow_is_total_minus_the_other_flow() -> None:
    found = months(
        reading("month", "2022-05", 15.0, flow="total"),
        reading("month", "2022-05", 10.0, flow="import"),
    )
    assert found == {"2022-05": (1, 5.0, "derived")}


def test_a_year_ends_the_year_to_date_figures() -> None:
    found = months(reading("ytd", "2022-11", 70.0), reading("year", "2022", 76.0))
    assert found == {"2022-12": (1, 6.0, "derived")}


def test_a_derived_month_that_rounding_could_have_made_is_left_out() -> None:
    coarse = {"step": 0.1 * BILLION}
    found = months(
        reading("ytd", "2022-04", 20.0, **coarse), reading("ytd", "2022-05", 25.0, **coarse)
    )
    assert MAX_RELATIVE_STEP < 0.2 / 5.0
    assert found == {}


@pytest.mark.parametrize(
    "change",
    [{"qualifier": "over"}, {"qualifier": "about", "step": 0.1 * BILLION}, {"status": "stated"}],
)
def test_hedged_and_stated_figures_make_no_month(change: dict[str, str]) -> None:
    assert months(reading("month", "2022-03", 3.8, **change)) == {}


def test_about_is_only_rounding_where_the_figure_is_printed_finely() -> None:
    found = months(reading("month", "2022-03", 3.812, qualifier="about"))
    assert found == {"2022-03": (1, 3.812, "published")}


def test_the_finer_printed_then_the_nearer_document_is_used() -> None:
    coarse = reading("month", "2022-03", 3.8, source="coarse", step=0.1 * BILLION, nearness=0)
    far = reading("month", "2022-03", 3.82, source="far", step=0.01 * BILLION, nearness=3)
    near = reading("month", "2022-03", 3.83, source="near", step=0.01 * BILLION, nearness=1)
    assert months(coarse, far) == {"2022-03": (1, 3.82, "published")}
    assert months(coarse, far, near) == {"2022-03": (1, 3.83, "published")}


def test_what_more_documents_print_is_used_before_what_one_nearer_prints() -> None:
    lone = reading("month", "2022-03", 3.6, source="lone", nearness=0)
    many = [reading("month", "2022-03", 3.8, source=f"one of {n}", nearness=3) for n in range(2)]
    assert months(lone, *many) == {"2022-03": (1, 3.8, "published")}


def test_a_year_is_the_sum_of_its_months_only_where_all_twelve_are_known() -> None:
    known = [reading("month", f"2022-{month:02d}", float(month)) for month in range(1, 13)]
    whole = built(*known)["series_annual"]
    assert list(whole["value"] / BILLION) == [78.0]
    assert list(whole["status"]) == ["derived"]
    assert built(*known[:-1])["series_annual"].empty


def made_up_year(chance: random.Random, product: str) -> tuple[list[int], list[dict]]:
    """The true months of a product in millions, and readings of some: the month, the sum so far."""
    values = [chance.randint(3000, 9000) for _ in range(12)]
    readings = []
    for index in range(12):
        told = {"month": values[index], "ytd": sum(values[: index + 1])}
        for kind in chance.choice([(), ("month",), ("ytd",), ("month", "ytd")]):
            period = f"2022-{index + 1:02d}"
            readings.append(reading(kind, period, told[kind] / 1000, product=product))
    return values, readings


def test_no_month_is_invented() -> None:
    """Whatever is published of a year, each month row equals the true month or is absent."""
    chance = random.Random(2022)  # noqa: S311 -- made-up figures, not a secret
    years = {f"HS{code}": made_up_year(chance, f"HS{code}") for code in range(1000, 1000 + YEARS)}
    found = built(*(each for _, readings in years.values() for each in readings))["series_monthly"]
    assert set(found["product"]) == set(years)
    derived = 0
    for row in found.itertuples():
        first = row.start.month - 1
        true = sum(years[row.product][0][first : first + row.months])
        assert row.value == pytest.approx(true * MILLION)
        derived += row.status == "derived"
    assert derived > YEARS


def test_a_sum_follows_from_the_next_one_minus_its_last_month() -> None:
    found = months(reading("ytd", "2025-03", 22.725), reading("month", "2025-03", 7.769))
    assert found == {"2025-01": (2, 14.956, "derived"), "2025-03": (1, 7.769, "published")}


def test_a_flow_printed_far_more_coarsely_than_the_others_tell_it_gives_way() -> None:
    year = [
        reading("year", "2023", 111.0, flow="export", step=BILLION),
        reading("year", "2023", 129.1, flow="import", step=0.1 * BILLION),
        reading("year", "2023", 240.11, flow="total", step=0.01 * BILLION),
    ]
    told = built(*year)["intervals"].set_index("flow")
    assert told.loc["export", "value"] == pytest.approx(111.01 * BILLION)
    assert told.loc["export", "status"] == "derived"
    assert told.loc["import", "value"] == 129.1 * BILLION
    assert told.loc["total", "status"] == "published"


def test_choosing_among_contested_readings_alone_is_choosing_among_all(
    tables: SnapshotTables,
) -> None:
    readings = ibis.memtable(tables["readings"])
    several = chosen.MART.build(
        {"readings": readings, "contested": contested.build({"readings": readings})}
    )
    everything = chosen.MART.build({"readings": readings, "contested": readings})
    order = [*SERIES, "start", "months"]
    found = several.order_by(order).to_pandas()
    assert_frame_equal(found, everything.order_by(order).to_pandas())
    assert not found.duplicated(order).any()
