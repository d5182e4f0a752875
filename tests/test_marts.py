"""Derived tables: what adds up, what is counted once, what stays unknown."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ibis import ir
from pandas.testing import assert_frame_equal

from dashboard import measures
from dashboard.shelf import SnapshotTables, as_known_on
from etl import harmonized_system
from etl.as_of import facts_as_of
from etl.codes import MIX
from etl.marts import sector_figures, sector_levels, sector_mix
from etl.marts._series import FIGURE
from etl.product_places import CANONICAL, COVERS, contains

LEAVES = (
    *("HS270111", "HS270210", "HS270900", "HS271019", "HS271111", "HS271121", "HS260300"),
    *("HS740311", "HS740400", "HS440310", "HS440711", "HS441233", "HS470321", "HS480100"),
    *("HS851713", "HS847130", "HS847141", "HS870323", "HS870899", "HS030367", "HS999999"),
)
"""Goods of a made-up year; every wider code is the sum of those it contains."""
CODES = sorted(
    {code for code in COVERS if any(contains(code, leaf) for leaf in LEAVES)}
    | {leaf[:6] for leaf in LEAVES}
    | set(LEAVES)
)


def _truth(code: str, values: dict[str, float]) -> float:
    """What a code, a section or a sector is worth."""
    if code in harmonized_system.SECTORS:
        chapters = harmonized_system.SECTORS[code][1]
        return sum(value for leaf, value in values.items() if int(leaf[2:4]) in chapters)
    same = CANONICAL.get(code, code)
    return sum(
        value for leaf, value in values.items() if leaf.startswith(same) or contains(code, leaf)
    )


def _levels(years: list[tuple[dict[str, float], float]]) -> pd.DataFrame:
    """The mart of levels on years of China's imports."""
    stated = _stated(years)
    figures = sector_figures.MART.build(stated)
    mart = sector_levels.MART.build({**stated, "sector_figures": figures})
    frame: pd.DataFrame = ibis.duckdb.connect().execute(mart)
    return frame


def _mix(years: list[tuple[dict[str, float], float]]) -> pd.DataFrame:
    """The mart of products on the same."""
    frame: pd.DataFrame = ibis.duckdb.connect().execute(sector_mix.MART.build(_stated(years)))
    return frame


def _stated(years: list[tuple[dict[str, float], float]]) -> dict[str, ir.Table]:
    """Years of China's imports, from 2001 on: what is stated of each, and its total."""
    stated = [
        (code, value, dt.date(2001 + number, 1, 1))
        for number, (found, _) in enumerate(years)
        for code, value in found.items()
    ]
    rows = pd.DataFrame(stated, columns=["product", "value", "start"]).assign(
        statistic="GACC",
        reporter="CHN",
        partner="RUS",
        flow="import",
        measure="value",
        unit="USD",
        months=12,
        step=1.0,
        status="published",
        source="doc",
        vintage=dt.date(2024, 1, 1),
    )
    totals = pd.DataFrame(
        [(2001 + number, total) for number, (_, total) in enumerate(years)],
        columns=["year", "value_usd"],
    ).astype({"year": "int32"})
    totals = totals.assign(
        reporter="CHN",
        flow="import",
        status="derived",
        source="sum",
        vintage=dt.date(2024, 1, 1),
    )
    return {"series_annual": ibis.memtable(rows), "bilateral_annual": ibis.memtable(totals)}


def _at_random() -> tuple[list[dict[str, float]], list[tuple[dict[str, float], float]]]:
    """Two hundred years of goods, and of each what is stated at any level, with its total."""
    chance = random.Random(7)  # noqa: S311 (no secret)
    worth = [{leaf: float(chance.randint(1, 10**6)) for leaf in LEAVES} for _ in range(200)]
    years = [
        (
            {
                code: _truth(code, goods)
                for code in chance.sample(CODES, chance.randint(1, len(CODES)))
            },
            sum(goods.values()) + 1e6,
        )
        for goods in worth
    ]
    return worth, years


def test_no_part_is_counted_with_its_whole() -> None:
    worth, years = _at_random()
    totals = [total for _, total in years]
    levels = _levels(years)
    sums = levels.groupby(["level", "year"], as_index=False)["value_usd"].sum()
    assert sums["value_usd"].to_list() == pytest.approx([totals[y - 2001] for y in sums["year"]])
    parts = levels[levels["code"] != sector_levels.NOT_STATED]
    assert not parts.duplicated(["year", "level", "code"]).any()
    truth = pd.Series(
        [_truth(part.code, worth[part.year - 2001]) for part in parts.itertuples()],
        index=parts.index,
    )
    assert not (parts["value_usd"] > truth + 0.01).any(), parts[parts["value_usd"] > truth + 0.01]
    assert parts["value_usd"][parts["whole"]].to_list() == pytest.approx(
        truth[parts["whole"]].to_list()
    )
    assert parts["whole"].any()
    assert not parts["whole"].all()


def test_a_whole_wins_over_its_parts_and_parts_make_a_least() -> None:
    levels = _levels([({"HS27": 90.0, "crude_oil": 60.0, "lng": 10.0, "HS7403": 5.0}, 200.0)])
    found = levels.set_index(["level", "code"])
    assert found.loc[("chapter", "HS27"), ["value_usd", "whole"]].to_list() == [90.0, True]
    assert found.loc[("sector", "metals"), ["value_usd", "whole"]].to_list() == [5.0, False]
    assert found.loc[("heading", "HS2709"), "whole"]
    assert not found.loc[("heading", "HS2711"), "whole"]  # gas comes by pipe as well
    assert found.loc[("section", "not_stated"), "value_usd"] == 105.0


def test_parts_of_a_mix_never_lie_within_each_other() -> None:
    worth, years = _at_random()
    mix = _mix(years)
    sums = mix.groupby("year")["value_usd"].sum()
    assert sums.to_list() == pytest.approx([years[year - 2001][1] for year in sums.index])
    parts = mix[mix["product"] != sector_mix.NOT_STATED]
    for year, found in parts.groupby("year"):
        codes = found["product"].to_list()
        inside = [pair for pair in itertools.permutations(codes, 2) if _within(*pair)]
        assert inside == [], (year, inside)
        goods = worth[int(year) - 2001]
        assert found["value_usd"].to_list() == pytest.approx([_truth(c, goods) for c in codes])


def _within(inner: str, outer: str) -> bool:
    """Whether one code's goods are all, or some, of another's."""
    prefixes = [COVERS.get(code) or {code.removeprefix("HS")} for code in (inner, outer)]
    return any(a.startswith(b) for a in prefixes[0] for b in prefixes[1])


def test_a_mix_prefers_its_products_and_takes_in_what_stands_apart_from_them() -> None:
    stated = {
        "S05": 120.0,
        "HS27": 90.0,
        "crude_oil": 60.0,
        "HS26": 8.0,
        "iron_ore": 2.0,
        "HS2603": 5.0,
        "copper": 4.0,
        "HS7403": 3.0,
        "HS72": 7.0,
        "HS7207": 6.0,
        "barley": 1.0,
    }
    parts = _mix([(stated, 200.0)]).set_index("product")["value_usd"].to_dict()
    assert parts == {
        "crude_oil": 60.0,
        "iron_ore": 2.0,
        "HS2603": 5.0,
        "copper": 4.0,
        "HS72": 7.0,
        "barley": 1.0,
        "not_stated": 121.0,
    }


def test_a_code_keeps_its_name_where_the_product_of_the_place_is_narrower() -> None:
    parts = _mix([({"HS4407": 5.0, "HS1008": 3.0, "HS2709": 2.0, "oats": 1.0}, 20.0)])
    assert set(parts["product"]) == {"HS4407", "HS1008", "crude_oil", "oats", "not_stated"}


def test_what_is_not_specified_by_kind_is_shown() -> None:
    levels = _levels([({"HS99": 8.0, "HS27": 92.0}, 100.0)]).set_index(["level", "code"])
    assert levels.loc[("sector", "unspecified"), "share"] == 8.0
    assert levels.loc[("section", "HS99"), "share"] == 8.0
    assert levels["whole"].all()


@pytest.mark.parametrize("flow", MIX)
def test_products_of_a_mix_do_not_overlap(flow: str) -> None:
    pairs = itertools.permutations(MIX[flow], 2)
    assert [pair for pair in pairs if contains(*pair) or COVERS[pair[0]] == COVERS[pair[1]]] == []


def test_every_level_of_the_real_mix_makes_the_whole(tables: SnapshotTables) -> None:
    levels = tables["sector_levels"]
    annual = tables["bilateral_annual"].query("reporter == 'CHN'")
    sums = levels.groupby(["level", "year", "flow"], as_index=False)["value_usd"].sum()
    both = sums.merge(annual, on=["year", "flow"], suffixes=("", "_total"))
    assert len(both) == len(sums) > 0
    assert both["value_usd"].to_numpy() == pytest.approx(both["value_usd_total"].to_numpy())
    assert (levels["value_usd"] >= 0).all()


def test_the_mirror_measures_the_gap_as_the_measures_do(tables: SnapshotTables) -> None:
    mirror = tables["mirror"].astype({"china_usd": "float64", "russia_usd": "float64"})
    assert not mirror.duplicated(["flow", "period", "months"]).any()
    gap = measures.mirror_gap(mirror["china_usd"], mirror["russia_usd"])
    both = gap["gap"].notna()
    assert both.any()
    assert mirror.loc[both, "gap_percent"].to_numpy() == pytest.approx(gap.loc[both, "percent"])
    assert mirror.loc[~both, "gap_usd"].isna().all()


def test_suppliers_are_ranked_by_what_they_sell(tables: SnapshotTables) -> None:
    suppliers = tables["energy_suppliers"]
    for _, rows in suppliers.groupby(["year", "product", "measure", "unit"]):
        ordered = rows.sort_values("rank")
        assert ordered["value"].is_monotonic_decreasing
        assert list(ordered["rank"]) == list(range(1, rows["suppliers"].iloc[0] + 1))
    crude = suppliers.query("year == 2021 and product == 'crude_oil' and unit == 't'")
    russia = crude.set_index("partner").loc["RUS"]
    assert russia["share"] == pytest.approx(15.53, abs=0.01)


def test_a_statement_is_one_row_with_all_of_its_documents(tables: SnapshotTables) -> None:
    told = tables["settlement_statements"]
    assert told["documents"].sum() == len(tables["statements"])
    assert (told["source"].str.split().str.len() <= told["documents"]).all()


@pytest.mark.parametrize("day", ["2016-06-30", "2023-01-12", "2025-12-31"])
def test_a_table_as_of_a_day_never_sees_the_future(tables: SnapshotTables, day: str) -> None:
    known = as_known_on(tables, day)
    end = pd.Timestamp(day)
    for name in set(tables) - {"catalogue", "capacity"}:  # its dates are words of what it tells of
        frame = known[name]
        for column in {"vintage", "new_vintage", "date", "released"} & set(frame.columns):
            assert not (frame[column] > end).any(), name
    released = tables["documents"].set_index("id")["released"]
    for name in ("mirror", "sector_levels", "energy_suppliers", "bilateral_monthly"):
        used = known[name]["source"].str.split().explode().dropna()
        assert (used.map(released) <= end).all(), name
    # What replaced a figure later has not replaced it yet.
    reading = ["source", *FIGURE, "span", "period", "unit_printed"]
    both = known["readings"].merge(tables["readings"], on=reading, suffixes=("", "_now"))
    assert len(both) == len(known["readings"])
    assert not both["superseded"].gt(both["superseded_now"]).any()


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(day=st.dates(dt.date(1999, 1, 1), dt.date(2027, 12, 31)))
def test_figures_known_on_a_day_are_all_that_were_out_and_no_more(
    tables: SnapshotTables, day: dt.date
) -> None:
    readings = tables["readings"].drop(columns="superseded")
    out = readings[readings["vintage"] <= pd.Timestamp(day)]
    with TemporaryDirectory() as folder:
        files = facts_as_of(tables.snapshot, day, Path(folder))
        known = {name: pd.read_parquet(path) for name, path in files.items()}
    assert_frame_equal(known["found"], out.reset_index(drop=True))
    assert (known["documents"]["released"] <= pd.Timestamp(day)).all()
    for name in ("statements", "capacity"):
        assert set(known[name]["source"]) <= set(known["documents"]["id"])


def test_shares_computed_from_payments_are_those_that_were_published(
    tables: SnapshotTables,
) -> None:
    readings = tables["readings"]
    may = readings[
        (readings["measure"] == "payments_value")
        & (readings["flow"] == "export")
        & (readings["start"] == "2022-05-01")
    ].set_index("product")["value"]
    shares = may / may.sum() * 100
    # as the Bank of Russia printed them for May 2022
    printed = {"rouble": 27.5, "eur": 32.9, "usd": 35.7}
    assert shares[list(printed)].round(1).to_dict() == printed
    structure = tables["settlement_structure"]
    months = structure[(structure["partner"] == "WLD") & (structure["months"] == 1)]
    yuan = months[(months["flow"] == "import") & (months["currency"] == "yuan")]
    spring = yuan.set_index(yuan["period"].astype(str))["status"]
    assert spring["2022-12-01"] == "published"
    assert spring["2022-08-01"] == "derived"


def test_both_flows_of_every_year_since_2005_are_known(tables: SnapshotTables) -> None:
    years = tables["bilateral_annual"]
    china = years[(years["reporter"] == "CHN") & (years["year"] >= 2005)]
    assert china.groupby("flow")["year"].agg(list).to_dict() == {
        flow: list(range(2005, 2026)) for flow in ("export", "import")
    }
