"""Real values: dollars at the prices of the newest month with a known index, and what is said."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import REAL_NOTE, Chart
from dashboard.shelf import SnapshotTables
from dashboard.view import View

BASE = "2023-06"
REAL = View(prices="real", start="2022-01")
PRICED = [chart for chart in charts.discover().values() if "prices" in chart.controls]


@pytest.fixture
def priced(tables: SnapshotTables) -> dict[str, pd.DataFrame]:
    """The real store's tables with a made-up index: 100, a point more each month, one missing."""
    months = pd.date_range("2000-01-01", f"{BASE}-01", freq="MS")
    index = pd.DataFrame(
        {
            "index": "us_cpi",
            "period": months,
            "months": 1,
            "value": [100.0 + number for number in range(len(months))],
            "unit": "1982-84=100",
            "statistic": "BLS",
            "status": "published",
            "source": "bls",
            "vintage": pd.Timestamp("2023-07-12"),
        }
    )
    return {**tables, "price_indices": index[index["period"] != "2022-10-01"]}


def _both(
    name: str, tables: dict[str, pd.DataFrame], view: View = REAL
) -> tuple[pd.DataFrame, pd.DataFrame]:
    chart = charts.get(name)
    return chart.select(tables, view), chart.select(tables, replace(view, prices="nominal"))


def test_a_real_value_is_the_nominal_one_by_the_ratio_of_the_index(
    priced: dict[str, pd.DataFrame],
) -> None:
    real, nominal = _both("trade-volume", priced)
    index = priced["price_indices"].set_index("period")["value"]
    both = real.merge(nominal, on=["flow", "period", "months"], suffixes=("", "_then"))
    single = both[both["months"] == 1]
    ratio = index[BASE + "-01"] / single["period"].map(index)
    assert len(single) > 20
    assert single["value"].to_numpy() == pytest.approx((single["value_then"] * ratio).to_numpy())
    at_base = single[single["period"] == f"{BASE}-01"]
    assert at_base["value"].to_numpy() == pytest.approx(at_base["value_then"].to_numpy())
    assert set(real["prices"]) == {BASE}
    assert "prices" not in nominal
    assert real["source"].str.contains("bls").all()


def test_a_month_without_an_index_is_left_empty_and_never_extrapolated(
    priced: dict[str, pd.DataFrame],
) -> None:
    real, nominal = _both("trade-volume", priced)
    known = {f"{day:%Y-%m}" for day in real["period"]}
    assert "2022-10" not in known
    assert max(known) == BASE
    assert {"2022-10", "2023-07"} <= {f"{day:%Y-%m}" for day in nominal["period"]}
    years, _ = _both("trade-by-year", priced)
    assert 2022 not in set(years["period"].dt.year)
    assert 2021 in set(_both("trade-by-year", priced, View(prices="real"))[0]["period"].dt.year)


def test_a_real_year_is_the_sum_of_its_months_shares_stay(
    priced: dict[str, pd.DataFrame],
) -> None:
    view = View(prices="real", start="2019-01", end="2021-12")
    real, nominal = _both("sector-mix", priced, view)
    assert list(real["share"]) == list(nominal["share"])
    assert (real.groupby("year")["value"].sum() > nominal.groupby("year")["value"].sum()).all()


@pytest.mark.parametrize("chart", PRICED, ids=lambda chart: chart.id)
def test_a_real_chart_says_so(chart: Chart, priced: dict[str, pd.DataFrame]) -> None:
    view = View(prices="real")
    data, figure = charts.figure(chart, priced, view)
    assert len(data)
    assert "real by the US consumer price index" in chart.subtitle(view)
    assert REAL_NOTE in charts.notes(chart, view)
    assert REAL_NOTE not in charts.notes(chart, View())
    if chart.id != "growth-contributions":  # its points are percent of the trade a year before
        assert "prices of Jun 2023" in figure.to_json()


def test_real_values_of_the_store_stand_at_the_newest_published_index(
    tables: SnapshotTables,
) -> None:
    index = tables["price_indices"].set_index("period")["value"]
    assert index["2022-06-01"] == 294.957
    assert pd.Timestamp("2025-10-01") not in index.index  # never published
    view = View(prices="real", start="2021-01", end="2024-12")
    real, nominal = _both("trade-by-year", dict(tables), view)
    both = real.merge(nominal, on=["flow", "period"], suffixes=("", "_then"))
    mean = index.groupby(index.index.year).mean()
    ratio = index.iloc[-1] / both["period"].dt.year.map(mean)
    assert (both["value"] / both["value_then"]).to_numpy() == pytest.approx(ratio.to_numpy())


def test_real_values_are_dollars_and_need_an_index(priced: dict[str, pd.DataFrame]) -> None:
    chart = charts.get("trade-volume")
    _, figure = charts.figure(chart, priced, replace(REAL, cur="cny"))
    assert "given in US dollars" in figure.layout.annotations[0].text.replace("<br>", " ")
    empty = {**priced, "price_indices": priced["price_indices"].iloc[:0]}
    _, figure = charts.figure(chart, empty, REAL)
    assert "holds no price index" in figure.layout.annotations[0].text.replace("<br>", " ")
