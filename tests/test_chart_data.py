"""What charts say of their figures: whose report, which span, how sure, by one rule on all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard import charts, headlines, measures
from dashboard.charts._trade import REPORTS
from dashboard.shelf import SnapshotTables, as_known_on
from dashboard.view import PARAMETERS, View, years_within
from dashboard.words import words

OF_EITHER_REPORT = [
    name for name, chart in charts.discover().items() if "reporter" in chart.controls
]


@pytest.mark.parametrize("name", OF_EITHER_REPORT)
@pytest.mark.parametrize("reporter", REPORTS)
def test_a_chart_of_either_report_says_whose_it_is(name: str, reporter: str) -> None:
    chart, view = charts.get(name), View(reporter=reporter)
    assert REPORTS[reporter] in chart.subtitle(view)
    assert not any("China’s own report" in note for note in charts.notes(chart, view))


def test_january_and_february_together_are_told_as_their_sum_and_drawn_at_their_average(
    tables: SnapshotTables,
) -> None:
    chart = charts.get("energy-panels")
    data, figure = charts.figure(chart, tables, View())
    joint = data[data["months"] == 2].iloc[0]
    flows = tables["energy_flows"]
    held = flows[(flows["period"] == joint["period"]) & (flows["product"] == joint["fuel"])]
    assert (held["value"] / 1e6 == joint["value"]).any()
    at_joint = [
        y
        for trace in figure.data
        for x, y in zip(trace.x, trace.y, strict=True)
        if pd.Timestamp(x) == joint["period"] and y == pytest.approx(joint["value"] / 2)
    ]
    assert at_joint


@pytest.mark.parametrize("show", PARAMETERS["show"].choices)
@pytest.mark.parametrize("name", ["trade-volume", "energy-volume"])
def test_january_and_february_together_are_halved_only_as_a_sum(
    tables: SnapshotTables, name: str, show: str
) -> None:
    view = View(show=show, fuel="crude_oil")
    data, figure = charts.figure(charts.get(name), tables, view)
    if (name, show) == ("energy-volume", "sa"):  # has too many holes
        assert data.empty
        return
    joint = data[data["months"] == 2]
    assert len(joint)
    drawn = {
        (pd.Timestamp(x), round(y, 9))
        for trace in figure.data
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    shown = joint["value"] / 2 if show in ("level", "sa") else joint["value"]
    both = zip(joint["period"], shown.round(9), strict=True)
    february = pd.DateOffset(months=1)
    assert {each for at, y in both for each in ((at, y), (at + february, y))} <= drawn


def test_crude_is_told_in_barrels_a_day_over_the_days_of_each_period(
    tables: SnapshotTables,
) -> None:
    chart = charts.get("energy-volume")
    data, figure = charts.figure(chart, tables, View(start="2025-10", end="2025-10"))
    (october,) = data.itertuples()
    assert october.barrels_per_day == pytest.approx(october.value * 1e6 * 7.33 / 31)
    assert "9.11 million tonnes (2.15 million b/d)" in figure.data[0].text[0]
    years = chart.select(tables, View(freq="year", start="2020-01", end="2020-12"))
    assert years["barrels_per_day"].iloc[0] == pytest.approx(
        years["value"].iloc[0] * 1e6 * 7.33 / 366
    )
    coal = chart.select(tables, View(fuel="coal"))
    growth = chart.select(tables, View(show="growth"))
    assert "barrels_per_day" not in coal.columns.union(growth.columns)


@pytest.mark.parametrize("fuel", PARAMETERS["fuel"].choices)
@pytest.mark.parametrize("freq", PARAMETERS["freq"].choices)
def test_energy_answers_to_every_measure(tables: SnapshotTables, fuel: str, freq: str) -> None:
    chart = charts.get("energy-volume")
    shown = {}
    for show in PARAMETERS["show"].choices:
        view = View(show=show, fuel=fuel, freq=freq)
        shown[show], figure = charts.figure(chart, tables, view)
        if shown[show].empty:
            assert len(figure.layout.annotations[0].text) > 30  # why there is nothing to draw
    index = shown["index"]
    if index.empty:
        return
    assert len(index) == len(shown["level"])
    for _, line in index.groupby(["report", "of_unit"]):
        base, months = line["base"].iloc[0], line["months"]
        rows = zip(line["period"], months, strict=True)
        held = [base == words("en").month(*row) for row in rows]
        if not any(held):  # the months or quarters of a year
            held = line["period"].dt.strftime("%Y") == base
        assert np.average(line["value"][held], weights=months[held]) == pytest.approx(100)


def test_years_of_dependence_are_whole_numbers_where_some_are_not_known(
    tables: SnapshotTables,
) -> None:
    data = charts.get("product-dependence").select(tables, View())
    assert data["year"].isna().any()
    assert data["year"].dtype == "Int64"


def test_a_provisional_month_has_its_place_in_the_coverage(tables: SnapshotTables) -> None:
    months = tables["bilateral_monthly"]
    newest = months["period"] == months["period"].max()
    held = {
        **tables,
        "bilateral_monthly": months.assign(status=months["status"].mask(newest, "provisional")),
    }
    _, figure = charts.figure(charts.get("coverage"), held, View(flow="export"))
    assert sum(len(trace.x) for trace in figure.data if trace.name == "provisional") == 1


def test_a_hedged_share_is_told_with_its_hedge_and_ringed(tables: SnapshotTables) -> None:
    data, figure = charts.figure(charts.get("settlement-structure"), tables, View(flow="export"))
    hedged = data[data["qualifier"] != ""]
    assert len(hedged)
    rings = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in rings) == len(hedged)
    for trace in rings:
        assert all("about" in text or "less than" in text for text in trace.text)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2020-01", "2023-12", (2020, 2023)),
        ("2020-02", "2023-11", (2021, 2022)),
        ("", "", (1, 9999)),
    ],
)
def test_a_year_counts_where_all_its_months_do(
    start: str, end: str, years: tuple[int, int]
) -> None:
    assert years_within(View(start=start, end=end)) == years


@pytest.mark.parametrize(
    "name", ["sector-mix", "mix-slope", "product-flows", "product-tree", "growth-waterfall"]
)
def test_no_yearly_chart_goes_beyond_the_months_chosen(tables: SnapshotTables, name: str) -> None:
    data = charts.get(name).select(tables, View(end="2023-06"))
    assert data["year"].max() == 2022


def test_january_and_february_contribute_where_one_year_has_them_together(
    tables: SnapshotTables,
) -> None:
    data = charts.get("growth-contributions").select(tables, View(start="2017-01"))
    months = data.drop_duplicates(["period", "months"])
    both = months[(months["months"] == 2) & (months["period"] == "2025-01-01")]
    assert len(both) == 1  # 2024 has them apart
    told = months.groupby(months["period"].dt.year)["months"].sum()
    assert (told.loc[2018:2025] == 12).all()


def test_growth_of_a_year_to_date_rests_on_the_documents_of_both_years(
    tables: SnapshotTables,
) -> None:
    say = words("en")
    (told,) = [
        each
        for each in headlines.headlines(tables, say)
        if each.label.startswith("Total trade, Jan")
    ]
    sums = headlines.sums(tables)
    newest = sums.iloc[-1]
    base = sums[(sums["year"] == newest.year - 1) & (sums["months"] == newest.months)].iloc[0]
    for source in (
        newest.source_export,
        newest.source_import,
        base.source_export,
        base.source_import,
    ):
        assert set(source.split()) <= set(told.source.split())


@pytest.mark.parametrize(
    ("day", "share"),
    [
        ("2023-12-21", "more than 90 %"),  # on that day also about 20 %, for 2020
        ("2023-06-20", "more than 80 %"),
        ("2022-05-01", "about 25 %, for 2021"),
        ("2020-05-01", "about 2 %, for 2013"),
        ("", "99.1 %"),
    ],
)
def test_the_newest_statement_is_that_of_the_newest_time_and_tells_an_earlier_one(
    tables: SnapshotTables, day: str, share: str
) -> None:
    known = as_known_on(tables, day)
    told = [each for each in headlines.headlines(known, words("en")) if "not a stat" in each.detail]
    assert [each.value for each in told] == [share]


def test_then_and_now_falls_back_to_small_goods(tables: SnapshotTables) -> None:
    data = charts.get("mix-slope").select(tables, View(flow="export", end="2020-12"))
    assert set(data["year"]) == {2018, 2020}
    assert data["value"].max() < 1


def test_no_supplier_has_a_place_that_one_not_stated_may_hold(tables: SnapshotTables) -> None:
    chart, suppliers = charts.get("crude-supplier-ranks"), tables["energy_suppliers"]
    data, all_years = (
        each.select(tables, View()) for each in (chart, charts.get("crude-suppliers"))
    )
    assert data[data["supplier"] == "Russia"]["year"].max() == all_years["year"].max()
    unstated = (suppliers["year"] == 2022) & suppliers["partner"].isin(["OMN", "AGO"])
    thinned = suppliers[~unstated]  # of them 44.8 and 39.2 million tonnes were known a year before
    thin, full = (
        {(row.year, row.supplier) for row in chart.select(each, View()).itertuples()}
        for each in ({**tables, "energy_suppliers": thinned}, tables)
    )
    smaller = ("Oman", "Malaysia", "United Arab Emirates")
    assert full - thin == {(2022, supplier) for supplier in smaller}
    assert thin <= full
    assert (2024, "Venezuela") not in full
    assert (2021, "Angola") in full


def test_a_change_from_a_hedged_share_is_not_known(tables: SnapshotTables) -> None:
    data = charts.get("settlement-structure").select(tables, View(flow="export"))
    shares = data.set_index(["currency", "period"])
    july = pd.Timestamp("2024-07-01")
    assert shares.loc[("unfriendly", july - pd.DateOffset(years=1)), "qualifier"] == "under"
    assert np.isnan(shares.loc[("unfriendly", july), measures.POINTS])
    assert data[measures.POINTS].notna().any()
