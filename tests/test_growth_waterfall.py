"""The steps from one year to the next add up, and what is not known is not made up."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts.growth_waterfall import CHART, REST
from dashboard.shelf import SnapshotTables
from dashboard.view import View

ENDS = ["", "2024-12", "2023-12", "2021-12"]


def _mix(*rows: tuple[int, str, str, float]) -> dict[str, pd.DataFrame]:
    mix = pd.DataFrame(rows, columns=["year", "flow", "product", "value_usd"])
    about = {"status": "published", "source": "doc", "vintage": pd.Timestamp(2025, 1, 1)}
    return {"sector_mix": mix.assign(share=1.0, **about)}


@pytest.mark.parametrize("end", ENDS)
def test_the_steps_lead_from_trade_of_one_year_to_trade_of_the_next(
    end: str, tables: SnapshotTables
) -> None:
    data = CHART.select(tables, View(end=end))
    year = int(data["year"].iloc[0])
    assert not end or year == int(end[:4])
    annual = tables["bilateral_annual"]
    trade = annual[annual["reporter"] == "CHN"].groupby("year")["value_usd"].sum() / 1e9
    assert data["before"].sum() == pytest.approx(trade[year - 1])
    assert data["value"].sum() == pytest.approx(trade[year])
    assert (data["before"] + data["change"]).to_list() == pytest.approx(data["value"].to_list())
    growth = (trade[year] / trade[year - 1] - 1) * 100
    assert data["points"].sum() == pytest.approx(growth)


@pytest.mark.parametrize("end", ENDS)
def test_each_bar_begins_where_the_one_above_ends(end: str, tables: SnapshotTables) -> None:
    data, figure = charts.figure(CHART, tables, View(end=end))
    bars = [
        (base, base + change)
        for trace in figure.data
        if trace.type == "bar"
        for base, change in zip(trace.base, trace.x, strict=True)
    ]
    sums = figure.data[-1].x
    assert [start for start, _ in bars] == pytest.approx([sums[0], *[end for _, end in bars[:-1]]])
    assert bars[-1][1] == pytest.approx(sums[1])
    assert len(bars) == len(data)


def test_a_product_that_one_year_alone_states_is_in_the_rest() -> None:
    tables = _mix(
        *((2023, "import", "coal", 10e9), (2023, "import", "not_stated", 90e9)),
        *((2024, "import", "coal", 4e9), (2024, "import", "gold", 6e9)),
        *((2024, "import", "not_stated", 95e9),),
        *((2023, "export", "not_stated", 80e9), (2024, "export", "cars", 70e9)),
    )
    data = CHART.select(tables, View()).set_index("product")
    assert data["change"].to_dict() == {
        "Coal, all kinds": pytest.approx(-6),
        REST["import"]: pytest.approx(11),
        REST["export"]: pytest.approx(-10),
    }
    assert data["change_percent"].dropna().to_dict() == {"Coal, all kinds": pytest.approx(-60)}


def test_a_year_without_the_one_before_or_with_one_flow_alone_is_not_drawn() -> None:
    tables = _mix(
        *((2020, "import", "not_stated", 1e9), (2020, "export", "not_stated", 1e9)),
        *((2022, "import", "not_stated", 1e9), (2022, "export", "not_stated", 1e9)),
        *((2023, "import", "not_stated", 1e9),),
    )
    assert CHART.select(tables, View()).empty
