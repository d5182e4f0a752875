"""Measures: identities, January–February, holes."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import measures
from dashboard.shelf import SnapshotTables
from etl.errors import UndefinedMeasureError


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


@settings(max_examples=40, deadline=None)
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


def test_last_twelve_months_are_dated_by_the_first_of_them() -> None:
    last = measures.aggregate(series(year(2022) | {"2023-01": 3.0}), "12m")
    assert [f"{day:%Y-%m}" for day in last["period"]] == ["2022-01", "2022-02"]
    assert list(last["months"]) == [12, 12]
    assert list(last["value"]) == [12.0, 14.0]


def test_two_months_that_reach_out_of_the_twelve_do_not_fill_a_hole() -> None:
    months = {"2022-01": 2.0} | {name: 1.0 for name in year(2022) if name > "2022-02"}
    del months["2022-10"]
    last = measures.aggregate(series(months | {"2023-01": 1.0}, {"2022-01": 2}), "12m")
    assert last.empty


def test_last_twelve_months_are_cut_by_where_they_end() -> None:
    last = measures.aggregate(series(year(2022) | year(2023)), "12m")
    cut = measures.ending_within(last, "2023-01", "2023-06")
    assert [f"{day:%Y-%m}" for day in cut["period"]] == [f"2022-{n:02d}" for n in range(2, 8)]


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


AMOUNTS = st.lists(st.floats(0, 1e12), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(AMOUNTS)
def test_concentration_lies_between_even_and_alone(values: list[float]) -> None:
    parts = pd.Series(values)
    if parts.sum() == 0:
        with pytest.raises(UndefinedMeasureError, match="not zero"):
            measures.concentration(parts)
        return
    found = measures.concentration(parts)
    assert 1 / len(parts) - 1e-9 <= found <= 1 + 1e-9
    assert measures.effective_number(parts) == pytest.approx(1 / found)
    assert measures.shares(parts).sum() == pytest.approx(100)


def test_equal_parts_count_as_many_as_they_are() -> None:
    assert measures.effective_number(pd.Series([5.0] * 8)) == pytest.approx(8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(1, 1e9)), min_size=1, max_size=9))
def test_contributions_add_up_to_growth(pairs: list[tuple[float, float]]) -> None:
    parts = pd.DataFrame(pairs, columns=["value", "base"]).assign(part="p")
    growth = (parts["value"].sum() / parts["base"].sum() - 1) * 100
    assert measures.contributions(parts)["points"].sum() == pytest.approx(
        growth, rel=1e-9, abs=1e-6
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e12), min_size=12, max_size=12), st.booleans())
def test_a_year_to_date_less_the_one_before_is_the_month(values: list[float], pair: bool) -> None:
    names = [name for name in year(2023) if not (pair and name == "2023-02")]
    monthly = series(dict(zip(names, values, strict=False)), {"2023-01": 2} if pair else None)
    sums = measures.aggregate(monthly, "ytd")
    assert list(sums["months"]) == list(range(1 + pair, 13))
    assert set(sums["period"]) == {pd.Timestamp("2023-01-01")}
    assert sums["value"].diff()[1:].to_numpy() == pytest.approx(
        monthly["value"][1:].to_numpy(), abs=1e-9 * sum(values)
    )


def test_a_year_to_date_ends_at_the_first_hole() -> None:
    months = year(2023) | year(2024)
    del months["2024-03"]
    sums = measures.aggregate(series(months), "ytd")
    assert list(sums[sums["period"] == "2024-01-01"]["months"]) == [1, 2]


def test_growth_of_a_year_to_date_keeps_january_and_february() -> None:
    sums = measures.aggregate(series(year(2022) | year(2023, 2.0)), "ytd")
    grown = measures.growth(sums)
    assert list(grown["months"]) == list(range(1, 13))
    assert set(grown["value"]) == {100.0}


def test_two_rows_of_one_month_are_not_summed() -> None:
    twice = series({"2023-01": 3.0, "2023-02": 1.0}, {"2023-01": 2})
    with pytest.raises(UndefinedMeasureError, match="2023-02"):
        measures.aggregate(twice, "year")


def test_growth_on_the_previous_period_is_between_neighbours() -> None:
    monthly = series({"2023-01": 6.0, "2023-03": 4.0, "2023-04": 5.0}, {"2023-01": 2})
    grown = measures.growth_on_previous(monthly)
    assert [(f"{row.period:%Y-%m}", row.value) for row in grown.itertuples()] == [("2023-04", 25.0)]
    quarters = measures.aggregate(series(year(2022) | year(2023, 2.0)), "quarter")
    assert list(measures.growth_on_previous(quarters)["value"]) == [0, 0, 0, 100, 0, 0, 0]


def test_a_rolling_mean_stands_on_whole_windows() -> None:
    monthly = series({"2023-01": 8.0, "2023-03": 1.0, "2023-04": 6.0}, {"2023-01": 2})
    mean = measures.rolling_mean(monthly, 3)
    assert [(f"{row.period:%Y-%m}", row.value) for row in mean.itertuples()] == [("2023-03", 3.0)]


def _seasonal(years: int) -> tuple[pd.DataFrame, list[float]]:
    """Months of steady growth with a strong season, and the same without it.

    The trend has January and February as one figure.
    """
    names = [name for number in range(2018, 2018 + years) for name in year(number)]
    trend = [100 * 1.01**place for place in range(len(names))]
    season = [1.2, 0.7, 0.9, 1.0, 1.1, 1.0, 0.95, 1.05, 1.0, 0.9, 1.1, 1.15]
    values = [level * season[place % 12] for place, level in enumerate(trend)]
    monthly = series(dict(zip(names, values, strict=True)))
    return monthly, [
        sum(trend[place : place + 2]) if place % 12 == 0 else trend[place]
        for place in range(len(trend))
        if place % 12 != 1
    ]


def test_seasonal_adjustment_leaves_the_trend() -> None:
    monthly, trend = _seasonal(6)
    adjusted = measures.seasonally_adjusted(monthly)
    level = adjusted["value"] / trend  # the season's own mean is not told from the trend
    assert (level / level.mean() - 1).abs().max() < 0.02  # a later table revises
    assert set(adjusted["status"]) == {"seasonally adjusted"}
    assert list(adjusted["months"]) == [2, *[1] * 10] * 6


def test_it_is_the_same_whether_january_and_february_came_apart_or_together() -> None:
    monthly, _ = _seasonal(4)
    first = monthly["period"].dt.month == 1
    joint = monthly.assign(months=monthly["months"].where(~first, 2))
    joint["value"] += joint["value"].shift(-1).where(first, 0)
    joint = joint[joint["period"].dt.month != 2]
    columns = ["period", "months", "value"]
    pd.testing.assert_frame_equal(
        measures.seasonally_adjusted(joint)[columns],
        measures.seasonally_adjusted(monthly)[columns],
    )


def test_a_january_without_its_february_ends_what_is_adjusted() -> None:
    monthly, _ = _seasonal(4)
    adjusted = measures.seasonally_adjusted(monthly.head(37))
    assert adjusted["period"].max() == pd.Timestamp("2020-12-01")
    with pytest.raises(UndefinedMeasureError, match="ends with 10 such months"):
        measures.seasonally_adjusted(monthly.drop(index=37))


def test_a_season_needs_three_years_without_a_hole() -> None:
    monthly, _ = _seasonal(3)
    assert measures.seasonally_adjusted(monthly)["months"].sum() == 36
    with pytest.raises(UndefinedMeasureError, match="ends with 20 such months"):
        measures.seasonally_adjusted(monthly.drop(index=15))
    with pytest.raises(UndefinedMeasureError, match="logarithm"):
        measures.seasonally_adjusted(monthly.assign(value=0.0))


RATES = st.lists(st.floats(0.01, 100), min_size=12, max_size=12)


@settings(max_examples=40, deadline=None)
@given(RATES)
def test_conversion_there_and_back_gives_the_same(found: list[float]) -> None:
    monthly = series(year(2023, 7.0))
    rates = pd.DataFrame({"period": monthly["period"], "rate": found, "source": "bank"})
    there = measures.converted(monthly, rates)
    back = measures.converted(there, rates.assign(rate=1 / rates["rate"]))
    assert back["value"].to_numpy() == pytest.approx(monthly["value"].to_numpy())
    assert set(there["status"]) == {"converted"}
    assert there["source"].iloc[0] == "doc-2023-01 bank"


def test_a_period_without_a_rate_stays_a_hole() -> None:
    monthly = series({"2023-01": 8.0, "2023-03": 1.0}, {"2023-01": 2})
    rates = pd.DataFrame(
        {"period": pd.to_datetime(["2023-01-01", "2023-03-01"]), "rate": 7.0, "source": "bank"}
    )
    assert list(measures.converted(monthly, rates)["value"]) == [7.0]


def test_real_values_are_at_the_prices_of_their_base() -> None:
    prices = series({"2022-01": 100.0, "2023-01": 125.0}, {"2022-01": 12, "2023-01": 12})
    monthly = series(year(2022, 10.0) | year(2023, 10.0) | {"2024-01": 1.0})
    real = measures.deflated(monthly, prices, "2023")
    assert len(real) == 24
    assert list(measures.aggregate(real, "year")["value"]) == pytest.approx([150.0, 120.0])
    assert real["source"].iloc[0] == "doc-2022-01 doc-2023-01"
    with pytest.raises(UndefinedMeasureError, match="does not cover 2021"):
        measures.deflated(monthly, prices, "2021")


def test_real_values_at_the_prices_of_one_month() -> None:
    prices = series({"2023-01": 100.0, "2023-02": 102.0, "2023-04": 105.0})
    monthly = series(dict.fromkeys(("2023-01", "2023-02", "2023-03", "2023-04"), 10.0))
    real = measures.deflated(monthly, prices, "2023-04")
    assert [f"{day:%m}" for day in real["period"]] == ["01", "02", "04"]
    assert list(real["value"]) == pytest.approx([10.5, 10 * 105 / 102, 10.0])
    with pytest.raises(UndefinedMeasureError, match="does not cover 2023-03"):
        measures.deflated(monthly, prices, "2023-03")


def test_revisions_are_told_by_age() -> None:
    printed = pd.DataFrame(
        [
            ("2023-01-01", "2023-02-07", 100.0),
            ("2023-01-01", "2023-03-07", 102.0),
            ("2023-01-01", "2024-02-06", 99.0),
            ("2023-02-01", "2023-03-07", 200.0),
            ("2023-02-01", "2023-04-13", 196.0),
        ],
        columns=["period", "vintage", "value"],
    ).assign(months=1)
    printed = printed.astype({"period": "datetime64[ms]", "vintage": "datetime64[ms]"})
    told = measures.revision_statistics(printed).set_index("age")
    assert list(told.index) == [1, 11]
    assert told.loc[1].to_list() == pytest.approx([2, 0.0, 2.0])
    assert told.loc[11].to_list() == pytest.approx([1, -1.0, 1.0])


def test_a_partner_as_large_as_in_the_world_has_an_intensity_of_one() -> None:
    flow, exports, to_partner, world = (pd.Series([x]) for x in (5.0, 50.0, 100.0, 1000.0))
    assert measures.trade_intensity(flow, exports, to_partner, world).iloc[0] == 1.0
    both = measures.mutual_dependence(flow, imports=to_partner, exports=exports).iloc[0]
    assert both.to_list() == [5.0, 10.0]
    with pytest.raises(UndefinedMeasureError, match="larger than the trade with the world"):
        measures.dependence(world, flow)


@settings(max_examples=40, deadline=None)
@given(st.just(0.0) | st.floats(1, 1e9), st.integers(1, 12), st.floats(6.5, 8))
def test_physical_conversions_round_trip(tonnes: float, month: int, factor: float) -> None:
    period = pd.Series([pd.Timestamp(2024, month, 1)])
    daily = measures.barrels_per_day(pd.Series([tonnes]), period, pd.Series([1]), factor)
    days = period.dt.days_in_month
    assert (daily * days / factor).iloc[0] == pytest.approx(tonnes)
    gas = measures.tonnes_to_bcm(pd.Series([tonnes]))
    assert (gas * 1e9 / measures.LNG_CUBIC_METRES_PER_TONNE).iloc[0] == pytest.approx(tonnes)
    price = measures.unit_price(pd.Series([tonnes * factor]), pd.Series([tonnes]))
    assert price.isna().all() if tonnes == 0 else price.iloc[0] == pytest.approx(factor)


def test_an_index_is_a_hundred_in_its_base() -> None:
    rebased = measures.index(series(year(2021, 4.0) | year(2022, 6.0)), "2021")
    assert set(rebased["value"]) == {100.0, 150.0}


@settings(max_examples=40, deadline=None)
@given(*[st.just(0.0) | st.floats(1, 1e12)] * 2)
def test_a_mirror_gap_takes_neither_side_as_the_truth(one: float, other: float) -> None:
    here, there = pd.Series([one]), pd.Series([other])
    gap, back = measures.mirror_gap(here, there), measures.mirror_gap(there, here)
    assert gap["gap"].iloc[0] == -back["gap"].iloc[0]
    if one + other > 0:
        assert abs(gap["percent"].iloc[0]) <= 200 + 1e-9
    else:
        assert gap["percent"].isna().all()


def test_balance_and_cover_tell_the_same() -> None:
    exports, imports = pd.Series([3.0, 4.0]), pd.Series([4.0, 0.0])
    assert list(measures.balance(exports, imports)) == [-1.0, 4.0]
    cover = measures.cover_ratio(exports, imports)
    assert cover.iloc[0] == 75.0
    assert pd.isna(cover.iloc[1])


def test_barrels_a_day_are_those_that_news_agencies_print(tables: SnapshotTables) -> None:
    crude = tables["readings"].query(
        "statistic == 'GACC' and product == 'crude_oil' and partner == 'RUS' and months == 1"
    )
    printed = crude[crude["unit"] == "bbl/d"].drop_duplicates("start").set_index("start")
    months = tables["series_monthly"].query(
        "statistic == 'GACC' and product == 'crude_oil' and partner == 'RUS' and unit == 't' "
        "and months == 1 and status == 'published' and flow == 'import'"
    )
    both = months.set_index("start").merge(
        printed[["value"]], left_index=True, right_index=True, suffixes=("", "_printed")
    )
    found = measures.barrels_per_day(
        both["value"], both.index.to_series(), both["months"], measures.AGENCY_BARRELS_PER_TONNE
    )
    apart = (found / both["value_printed"] - 1).abs()
    assert len(both) >= 30
    assert apart.median() < 0.003
    assert (apart < 0.01).mean() > 0.85


def test_crude_of_2022_is_as_china_customs_printed_it(tables: SnapshotTables) -> None:
    years = tables["energy_annual"].query(
        "year == 2022 and product == 'crude_oil' and partner == 'RUS' and unit == 't'"
    )
    assert list(years["value"]) == [86.25e6]


PRINTED_GROWTH = {
    "2022-03": (28.7, 25.9),
    "2022-04": (25.9, 11.3),
    "2022-05": (28.9, 7.2),
    "2022-06": (27.2, 2.1),
    "2023-03": (38.7, 47.1),
    "2023-04": (41.3, 67.2),
    "2023-05": (40.7, 75.6),
    "2023-07": (36.5, 73.4),
    "2023-08": (32.0, 63.2),
    "2023-09": (29.5, 56.9),
    "2023-10": (27.7, 52.2),
    "2023-11": (26.7, 50.2),
    "2024-02": (9.3, 12.5),
    "2024-05": (2.9, -1.8),
    "2024-06": (1.8, -0.8),
    "2024-07": (1.6, -1.1),
}
"""Growth of the year to date, of total and of China's exports, as the releases printed it."""
BASE_REVISIONS = (2.5, 1.3)
"""Points by which the printed growth may differ, since its base takes in later revisions."""


@pytest.mark.parametrize("month", PRINTED_GROWTH)
def test_growth_is_what_china_customs_printed_but_for_its_revised_base(
    tables: SnapshotTables, month: str
) -> None:
    sums = tables["bilateral_ytd"].query("reporter == 'CHN'").rename(columns={"value_usd": "value"})
    sums["period"] = pd.to_datetime(sums["year"].astype(str) + "-01-01")
    total = sums.groupby(["period", "months"], as_index=False).filter(lambda rows: len(rows) == 2)
    flows = total.groupby(["period", "months"], as_index=False).agg(
        {"value": "sum", "status": "first", "source": " ".join, "vintage": "max"}
    )
    when = (pd.Timestamp(f"{month[:4]}-01-01"), int(month[5:]))
    exports = sums[sums["flow"] == "export"]
    for frame, printed, most in zip(
        (flows, exports), PRINTED_GROWTH[month], BASE_REVISIONS, strict=True
    ):
        grown = measures.growth(frame).set_index(["period", "months"])["value"]
        assert grown[when] == pytest.approx(printed, abs=most)


def test_totals_are_those_that_china_customs_printed(tables: SnapshotTables) -> None:
    """Exports and imports add up to the total of the release, for each year to date."""
    printed = tables["readings"].query(
        "statistic == 'GACC' and reporter == 'CHN' and partner == 'RUS' and flow == 'total' and "
        "product == 'TOTAL' and unit == 'USD' and qualifier == '' and status == 'published' and "
        "span in ('ytd', 'year') and step <= 1e8 and not superseded"
    )
    sums = tables["bilateral_ytd"].query("reporter == 'CHN'")
    both = sums.groupby(["year", "months"]).agg(
        value=("value_usd", "sum"), flows=("flow", "count"), step=("step_usd", "sum")
    )
    finest = printed.assign(year=printed["start"].dt.year).sort_values(["step", "nearness"])
    finest = finest.drop_duplicates(["year", "months"]).set_index(["year", "months"])
    totals = finest[["value", "step"]].add_suffix("_printed")
    joined = both[both["flows"] == 2].join(totals, how="inner")
    apart = (joined["value"] - joined["value_printed"]).abs()
    assert len(joined) >= 12
    wide = joined[apart > (joined["step"] + joined["step_printed"])]
    assert len(wide) <= len(joined) // 10, wide.to_string()
    assert (apart / joined["value_printed"]).max() < 0.02  # a later table revises


@given(AMOUNTS)
def test_the_change_on_the_year_undoes_itself(values: list[float]) -> None:
    """Base × (1 + change) is the value; points are its difference; each series by itself."""
    rows = len(values)
    year = pd.DataFrame({"months": 1, "value": values, "flow": "import"})
    year["period"] = pd.date_range("2023-01-01", periods=len(year), freq="MS")
    later = year.assign(period=year["period"] + pd.DateOffset(years=1), value=year["value"] * 3)
    other = later.assign(flow="export")
    told = measures.on_year(pd.concat([year, later, other], ignore_index=True), ["flow"])
    changes = told.set_index(["flow", "period"])["change_percent"]
    assert changes["export"].isna().all()
    assert changes["import"][:rows].isna().all()
    above_zero = (year["value"] > 0).to_numpy()
    assert changes["import"][rows:][above_zero].to_list() == pytest.approx(
        [200.0] * sum(above_zero)
    )
    points = measures.on_year(told, ["flow"], measures.POINTS)["change_points"]
    assert points[rows : 2 * rows].to_list() == pytest.approx((year["value"] * 2).to_list())


def test_the_change_on_the_year_of_january_and_february() -> None:
    rows = series(
        {"2021-01": 10, "2022-01": 3, "2022-02": 5, "2023-01": 12, "2024-01": 4, "2024-02": 9},
        {"2021-01": 2, "2023-01": 2},
    )
    told = measures.on_year(rows)["change_percent"]
    assert told.to_list() == pytest.approx(
        [math.nan, math.nan, math.nan, 50, *[math.nan] * 2], nan_ok=True
    )


def test_a_year_before_that_is_told_twice_or_below_zero_gives_no_change() -> None:
    twice = series({"2022-03": 10, "2023-03": 5})
    assert measures.on_year(pd.concat([twice, twice]))["change_percent"].isna().all()
    for before, now in ((-1.0, 5.0), (0.0, 5.0), (5.0, -1.0)):
        rows = series({"2022-03": before, "2023-03": now})
        assert measures.on_year(rows)["change_percent"].isna().all()


def test_whole_years_are_compared_by_year() -> None:
    rows = pd.DataFrame({"year": [2020, 2021, 2023], "value": [4.0, 5.0, 6.0]})
    assert measures.on_year(rows)["change_percent"].to_list() == pytest.approx(
        [math.nan, 25.0, math.nan], nan_ok=True
    )
