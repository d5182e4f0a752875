"""Exports and imports as indices of one base, and months without their season."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import _trade
from dashboard.shelf import SnapshotTables
from dashboard.view import View

CHART = charts.get("trade-volume")


@pytest.mark.parametrize("freq", ["month", "quarter", "year"])
def test_both_flows_are_100_in_the_year_that_the_axis_names(
    tables: SnapshotTables, freq: str
) -> None:
    data, figure = charts.figure(CHART, tables, View(show="index", freq=freq))
    (base,) = set(data["base"])
    assert figure.layout.yaxis.title.text == f"index, {base} = 100"
    for _, rows in data.groupby("flow"):
        year = rows[rows["period"].dt.strftime("%Y") == base]
        assert year["months"].sum() == 12
        weighted = (year["value"] * year["months"]).sum() / 12
        assert weighted == pytest.approx(100)


@pytest.mark.parametrize(
    "asked", [{"freq": "12m"}, {"start": "2024-03", "end": "2024-08"}], ids=["12m", "few months"]
)
def test_without_a_whole_year_both_begin_at_the_first_period_of_both(
    tables: SnapshotTables, asked: dict[str, Any]
) -> None:
    data = CHART.select(tables, View(show="index", **asked))
    at_base = data[(data["value"] - 100).abs() < 1e-9]
    assert set(at_base["flow"]) == {"export", "import"}
    assert at_base["period"].nunique() == 1


def test_flows_without_a_common_period_have_no_index(tables: SnapshotTables) -> None:
    months = tables["bilateral_monthly"]
    early = (months["flow"] == "export") & (months["period"] < "2020-01-01")
    late = (months["flow"] == "import") & (months["period"] >= "2020-01-01")
    apart = {**tables, "bilateral_monthly": months[early | late]}
    _, figure = charts.figure(CHART, apart, View(show="index", lang="ru"))
    assert "нет общего периода" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_why_there_is_no_season_is_told_in_the_readers_language(tables: SnapshotTables) -> None:
    for view, told in {
        View(show="sa", freq="year"): "Only months have a season",
        View(show="sa", freq="quarter", lang="zh"): "只有月度数据才有季节性",
    }.items():
        _, figure = charts.figure(CHART, tables, view)
        space = " " if view.lang == "en" else ""
        assert told in figure.layout.annotations[0].text.replace("<br>", space)


def test_months_apart_are_adjusted(tables: SnapshotTables) -> None:
    months = pd.date_range("2018-01-01", periods=60, freq="MS")
    rows = tables["bilateral_monthly"].head(1)
    held = pd.concat(
        [
            rows.assign(period=month, months=1, flow=flow, reporter="CHN", value_usd=value)
            for flow in ("export", "import")
            for month, value in zip(months, range(60, 120), strict=True)
        ]
    )
    apart = {
        **tables,
        "bilateral_monthly": held.assign(period=held["period"].astype("datetime64[ms]")),
    }
    data = _trade.both_flows(apart, View(show="sa"))
    assert data["months"].sum() == 120
    assert set(data["status"]) == {"seasonally adjusted"}
