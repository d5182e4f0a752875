"""The dependence of both sides at each place of the tree: shares of one report, or none."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts.product_dependence import SIDES, UNKNOWN
from dashboard.view import View
from etl.marts import dependence

CHART = charts.get("product-dependence")
BUYER, SELLER = SIDES["import", "CHN"], SIDES["import", "RUS"]
GOODS = ("TOTAL", "HS27", "HS2709", "HS270900", "HS44")


def _series(*rows: tuple[str, str, str, str, float, int]) -> pd.DataFrame:
    """Yearly values: reporter, partner, flow, product, value and year."""
    frame = pd.DataFrame(rows, columns=["reporter", "partner", "flow", "product", "value", "year"])
    return frame.assign(
        statistic=frame["reporter"].map({"CHN": "GACC", "RUS": "FCS"}),
        measure="value",
        unit="USD",
        start=pd.to_datetime(frame["year"].astype(str) + "-01-01"),
        months=12,
        step=1.0,
        status="published",
        source="doc-" + frame["reporter"] + "-" + frame["partner"],
        vintage=pd.Timestamp(2024, 1, 1),
    ).drop(columns="year")


def _tables(series: pd.DataFrame) -> dict[str, pd.DataFrame]:
    mart = dependence.MART.build({"series_annual": ibis.memtable(series)})
    documents = pd.DataFrame({"id": series["source"].unique(), "feed": "bundled"}).assign(
        **dict.fromkeys(["title", "address", "language"], ""),
        publisher="Somebody",
        published="2024",
        released=pd.Timestamp(2024, 12, 31),
    )
    built = ibis.duckdb.connect().execute(mart)
    return {"series_annual": series, "dependence": built, "documents": documents}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """China's imports of 2023 at all levels; Russia's exports of 2021, without wood's total."""
    rows = []
    for place, product in enumerate(GOODS):
        pair, world = 100.0 - place, 400.0
        rows += [("CHN", "RUS", "import", product, pair, 2023)]
        rows += [("CHN", "WLD", "import", product, world, 2023)]
        rows += [("RUS", "CHN", "export", product, pair, 2021)]
        rows += [("RUS", "WLD", "export", product, 200.0, 2021)] * (product != "HS44")
    rows += [("CHN", "RUS", "import", "HS45", 1.0, 2023)]
    return _tables(_series(*rows))


def _shares(tables: dict[str, pd.DataFrame], product: str) -> dict[tuple[str, str], float]:
    data = CHART.select(tables, View(product=product)).dropna(subset="value")
    return {(row.product, row.side): row.value for row in data.itertuples()}


@pytest.mark.parametrize(
    ("product", "part", "share"),
    [("", "HS27", 99.0), ("HS27", "HS2709", 98.0), ("HS2709", "HS270900", 97.0)],
)
def test_each_level_tells_both_sides(
    tables: dict[str, pd.DataFrame], product: str, part: str, share: float
) -> None:
    found = _shares(tables, product)
    assert found[part, BUYER] == pytest.approx(share / 400 * 100)
    assert found[part, SELLER] == pytest.approx(share / 200 * 100)
    assert (product or "TOTAL", BUYER) in found


def test_where_there_is_no_world_total_that_is_said(tables: dict[str, pd.DataFrame]) -> None:
    data, figure = charts.figure(CHART, tables, View())
    found = _shares(tables, "")
    assert ("HS44", BUYER) in found
    assert ("HS44", SELLER) not in found
    assert set(data["product"]) == {"TOTAL", "HS27", "HS44", "HS45"}
    texts = {trace.name: dict(zip(trace.y, trace.text, strict=True)) for trace in figure.data}
    wood = next(name for name in texts[SELLER] if name.startswith("HS 44"))
    assert texts[SELLER][wood] == UNKNOWN
    assert texts[BUYER][wood] == "24.0 % (2023)"
    assert not any(name.startswith("HS 45") for name in texts[BUYER])
    assert "HS 45" in charts.caption(CHART, data, View())


def test_the_other_direction_turns_the_sides() -> None:
    tables = _tables(
        _series(
            ("CHN", "RUS", "export", "HS87", 30.0, 2023),
            ("CHN", "WLD", "export", "HS87", 300.0, 2023),
            ("RUS", "CHN", "import", "HS87", 30.0, 2021),
            ("RUS", "WLD", "import", "HS87", 60.0, 2021),
        )
    )
    found = {
        (row.product, row.side): row.value
        for row in CHART.select(tables, View(flow="export")).dropna(subset="value").itertuples()
    }
    assert found["HS87", SIDES["export", "CHN"]] == pytest.approx(10)
    assert found["HS87", SIDES["export", "RUS"]] == pytest.approx(50)


def test_a_named_product_is_found_under_its_code() -> None:
    tables = _tables(
        _series(
            ("CHN", "RUS", "import", "crude_oil", 50.0, 2023),
            ("CHN", "RUS", "import", "HS2709", 50.0, 2023),
            ("CHN", "WLD", "import", "HS2709", 250.0, 2023),
        )
    )
    assert _shares(tables, "crude_oil") == {("crude_oil", BUYER): pytest.approx(20)}
