"""The bundled figures: golden totals, and checks that a wrong row would fail."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from dashboard.shelf import SnapshotTables
from etl.bundled_tables import contracts
from etl.settings import REPOSITORY
from etl.tidy import ordered

BILLION = 1e9
ROUNDING = 0.5
REVISIONS, REVISIONS_OF_COPIES = 0.02, 0.04
CUT_OFF = 1.0
"""Some papers cut digits off instead of rounding them: then a figure is off by a whole step."""


def readings(tables: SnapshotTables, **chosen: str) -> pd.DataFrame:
    """Readings with the given values in the given columns."""
    frame = tables["readings"]
    for column, value in chosen.items():
        frame = frame[frame[column] == value]
    return frame


@pytest.mark.parametrize(("year", "billions"), [(2022, 190.271), (2025, 228.105)])
def test_full_year_totals_are_those_of_china_customs(
    tables: SnapshotTables, year: int, billions: float
) -> None:
    totals = tables["bilateral_totals"].set_index("year")
    assert totals.at[year, "total_usd"] == billions * BILLION


def test_crude_of_2022_is_86_25_million_tonnes(tables: SnapshotTables) -> None:
    years = tables["energy_annual"]
    crude = years[
        (years["product"] == "crude_oil")
        & (years["year"] == 2022)
        & (years["partner"] == "RUS")
        & (years["unit"] == "t")
    ]
    assert list(crude["value"]) == [86.25e6]


def test_the_newest_months_are_the_dollar_bulletin_of_june_and_the_yuan_one_of_july(
    tables: SnapshotTables,
) -> None:
    months = tables["bilateral_monthly"].query("reporter == 'CHN'").set_index(["period", "flow"])
    june = months.loc["2026-06-01"]
    assert june["value_usd"].to_dict() == {"export": 11_432_537_000, "import": 12_918_844_000}
    july = months.loc["2026-07-01"]
    assert months.index.get_level_values("period").max() == pd.Timestamp("2026-07-01")
    assert set(july["status"]) == {"derived"}
    # 170.6 billion yuan in all, at some 6.8 yuan a dollar
    assert july["value_usd"].sum() == pytest.approx(25.0e9, rel=0.02)


@pytest.mark.parametrize(("flow", "first"), [("export", "2017-01"), ("import", "2017-01")])
def test_no_month_is_missing_since_the_one_that_the_readme_names(
    tables: SnapshotTables, flow: str, first: str
) -> None:
    months = tables["bilateral_monthly"].query("reporter == 'CHN' and flow == @flow")
    later = months[months["period"] >= f"{first}-01"]
    assert later["months"].sum() == len(pd.period_range(first, "2026-07", freq="M"))


@pytest.mark.parametrize("flow", ["export", "import"])
def test_months_in_dollars_are_those_in_yuan_at_the_customs_rate(
    tables: SnapshotTables, flow: str
) -> None:
    """A month must not bear what was revised of others between two sums from January."""
    series = tables["series_monthly"].query(
        "statistic == 'GACC' and product == 'TOTAL' and measure == 'value' and months == 1"
    )
    by_month = series[series["flow"] == flow].pivot_table(
        index="start", columns=["partner", "unit"], values="value"
    )
    rate = by_month["WLD", "CNY"] / by_month["WLD", "USD"]
    months = tables["bilateral_monthly"].query("reporter == 'CHN' and flow == @flow")
    dollars = months[months["months"] == 1].set_index("period")["value_usd"]
    apart = (dollars * rate / by_month["RUS", "CNY"] - 1).abs().dropna()
    assert len(apart) >= 24
    first_printed = apart[apart.index >= "2025-01-01"]  # earlier ones are as filed later on
    assert len(first_printed) >= 12
    assert first_printed.max() < 0.01
    assert apart.max() < 0.03


def test_a_month_is_the_same_as_a_series_and_in_charts_and_a_derived_total_its_two_flows(
    tables: SnapshotTables,
) -> None:
    series = tables["series_monthly"].query(
        "statistic == 'GACC' and partner == 'RUS' and product == 'TOTAL' and unit == 'USD'"
    )
    keys = ["start", "months"]
    values = series.pivot(index=keys, columns="flow", values="value")
    drawn = (
        tables["bilateral_monthly"].query("reporter == 'CHN'").rename(columns={"period": "start"})
    )
    for flow, rows in drawn.groupby("flow"):
        assert rows.set_index(keys)["value_usd"].to_dict() == values[flow].dropna().to_dict()
    totals = series.query("flow == 'total' and status == 'derived'").set_index(keys).index
    sums = values.loc[totals].dropna()
    assert pd.Timestamp("2026-05-01") in sums.index.get_level_values("start")
    assert ((sums["export"] + sums["import"]) / sums["total"] - 1).abs().max() < 0.01


def test_exports_and_imports_make_the_total(tables: SnapshotTables) -> None:
    """Within one document, three printed figures must fit within what rounding leaves open."""
    rows = readings(tables, product="TOTAL", statistic="GACC", qualifier="")
    rows = rows[(rows["partner"] == "RUS") & (rows["reporter"] == "CHN")]
    keys = ["source", "start", "months", "unit"]
    wide = rows.pivot_table(index=keys, columns="flow", values=["value", "step"]).dropna()
    gap = (wide["value"]["export"] + wide["value"]["import"] - wide["value"]["total"]).abs()
    allowed = wide["step"].sum(axis=1) * CUT_OFF
    wrong = wide[gap > allowed]
    assert len(wide) > 100
    assert wrong.empty, wrong.to_string()


def test_year_to_date_figures_only_grow(tables: SnapshotTables) -> None:
    sums = tables["bilateral_ytd"].sort_values("months")
    groups = sums.groupby(["reporter", "flow", "year"])
    falls = groups["value_usd"].diff() <= 0
    assert not falls.any(), sums[falls].to_string()


def test_months_fit_between_year_to_date_figures(tables: SnapshotTables) -> None:
    """Known months of a year to date fit into it, but for the revisions of earlier months.

    Sums take revisions in, months as first published do not; months as filed with the United
    Nations are revised where the sums are first prints. In January to March of 2022 the
    difference reached 3.3 %.
    """
    months = tables["bilateral_monthly"]
    for row in tables["bilateral_ytd"].itertuples():
        known = months[
            (months["reporter"] == row.reporter)
            & (months["flow"] == row.flow)
            & (months["period"].dt.year == row.year)
            & (months["period"].dt.month + months["months"] - 1 <= row.months)
        ]
        over = known["value_usd"].sum() - row.value_usd
        copied = row.reporter == "CHN" and 2017 <= row.year <= 2024
        revised = (REVISIONS_OF_COPIES if copied else REVISIONS) * row.value_usd
        allowed = (known["step_usd"].sum() + row.step_usd) * CUT_OFF + revised
        assert over <= allowed, (row, over)
        if known["months"].sum() == row.months:
            assert abs(over) <= allowed, (row, over)


def test_no_month_is_counted_twice(tables: SnapshotTables) -> None:
    months = tables["bilateral_monthly"]
    assert not months.duplicated(["reporter", "flow", "period"]).any()
    pairs = months[months["months"] == 2]
    assert set(pairs["period"].dt.month) <= {1}
    for row in pairs.itertuples():
        inside = months[
            (months["reporter"] == row.reporter)
            & (months["flow"] == row.flow)
            & (months["period"] > row.period)
            & (months["period"] < row.period + pd.DateOffset(months=2))
        ]
        assert inside.empty


def test_parts_of_the_sector_mix_make_the_whole(tables: SnapshotTables) -> None:
    mix = tables["sector_mix"]
    sums = mix.groupby(["year", "flow"], as_index=False).agg(
        parts=("value_usd", "sum"), percent=("share", "sum")
    )
    annual = tables["bilateral_annual"]
    both = sums.merge(annual[annual["reporter"] == "CHN"], on=["year", "flow"])
    assert len(both) == len(sums)
    assert both["parts"].to_numpy() == pytest.approx(both["value_usd"].to_numpy())
    assert sums["percent"].to_numpy() == pytest.approx(100)
    assert (mix["value_usd"] >= 0).all(), mix[mix["value_usd"] < 0].to_string()


def test_no_share_exceeds_a_hundred(tables: SnapshotTables) -> None:
    shares = readings(tables, unit="%")
    assert shares["value"].between(0, 100).all()
    assert tables["statements"]["share"].between(0, 100).all()


def test_magnitudes_are_possible(tables: SnapshotTables) -> None:
    """A month of bilateral trade, a month of crude, a rate: none off by a factor of a thousand."""
    months = tables["bilateral_monthly"]
    per_month = months["value_usd"] / months["months"]
    assert per_month.between(0.2 * BILLION, 20 * BILLION).all()
    crude = tables["energy_flows"]
    crude = crude[(crude["product"] == "crude_oil") & (crude["partner"] == "RUS")]
    tonnes = crude[crude["unit"] == "t"]
    assert (tonnes["value"] / tonnes["months"]).between(1e3, 15e6).all()
    rates = readings(tables, measure="rate")
    bounds = {"USD_CNY": (5, 10), "CNY_RUB": (2, 25), "USD_RUB": (20, 130)}
    for product, (low, high) in bounds.items():
        assert rates[rates["product"] == product]["value"].between(low, high).all()


def test_implied_crude_prices_are_prices_of_crude(tables: SnapshotTables) -> None:
    from dashboard.charts import crude_price
    from dashboard.view import View

    prices = crude_price.select(tables, View())
    implied = prices[prices["series"] == crude_price.IMPLIED]
    assert len(implied) > 280
    assert implied["value"].between(8, 160).all()


def test_there_are_statements_from_2014_on_of_many_speakers(tables: SnapshotTables) -> None:
    statements = tables["statements"]
    assert statements["date"].min().year == 2014
    assert len(statements) >= 40
    assert statements["source"].nunique() >= 15


def test_every_document_is_used_and_every_row_has_one(tables: SnapshotTables) -> None:
    used = set()
    for name in ("readings", "statements", "events", "capacity", "hs_correlation"):
        used |= set(tables[name]["source"])
    assert used == set(tables["documents"]["id"])


@pytest.mark.parametrize("name", contracts(dt.date.max))
def test_a_table_is_in_its_order(name: str) -> None:
    path = REPOSITORY / "data" / "bundled" / f"{name}.csv"
    content = path.read_bytes()
    assert content == ordered(path.name, content, contracts(dt.date.max)[name]), "run 'amur tidy'"


def test_the_energy_figures_are_those_of_the_specimen(
    tables: SnapshotTables, specimens: Path
) -> None:
    """Crude and LNG from Russia, read from the publisher's wide table beside ours."""
    path = specimens / "china_customs" / "energy_imports_from_russia_monthly_to_2021.csv"
    wide = pd.read_csv(path, skiprows=[1, 2, 3, 4, 5, 6])
    months = pd.to_datetime(wide["Name"]).dt.to_period("M").dt.start_time
    flows = tables["energy_flows"]
    for column, product in (
        ("Volume of Imports: Crude Oil: Russian Federation", "crude_oil"),
        ("Volume of Imports: Liquified Natural Gas (LNG): Russian Federation", "lng"),
    ):
        theirs = pd.Series(wide[column].to_numpy() / 1000, index=months, name="theirs")
        theirs = theirs[theirs > 0]
        assert len(theirs) > 60
        held = readings(tables, product=product, unit="t", partner="RUS", months=1)
        both = held.merge(theirs, left_on="start", right_index=True)
        apart = (both["value"] / both["theirs"] - 1).abs().groupby(both["start"]).min()
        assert len(apart) == len(theirs)
        assert apart.max() < 1e-6
        used = flows[
            (flows["product"] == product) & (flows["unit"] == "t") & (flows["partner"] == "RUS")
        ].set_index("period")
        revised = (used["value"] / theirs - 1).abs().dropna()
        assert revised.max() < 0.03  # a later copy of the table holds revised months


def test_a_share_is_pair_over_world_of_the_same_report(tables: SnapshotTables) -> None:
    shares = tables["dependence"]
    assert shares["share"].to_numpy() == pytest.approx(
        (shares["value"] / shares["world"] * 100).to_numpy()
    )
    assert shares["share"].between(0, 100).all()
    imports = shares[
        (shares["flow"] == "import") & (shares["product"] == "TOTAL") & (shares["unit"] == "USD")
    ].set_index("year")["share"]
    assert imports[2018] == pytest.approx(2.77, abs=0.02)  # 59.08 of 2,135.6 billion dollars
