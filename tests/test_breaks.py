"""A change of source or of edition is drawn as a break and told in the notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from dashboard import charts
from dashboard.cards import card
from dashboard.downloads import to_zip
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.settings import Settings
from etl.store import Store
from tests.conftest import SMALL_ROWS, TODAY, write_rows
from tests.publishers import MONTHS, Publisher
from tests.test_cards import as_text
from tests.test_live_refresh import publisher, run

__all__ = ["publisher"]  # a fixture
CUSTOMS = "General Administration of Customs of China"
TOLD = f"From May 2026 on: {CUSTOMS}. Before: public documents, read row by row."


@pytest.fixture
def joined(small: Settings, publisher: Publisher) -> SnapshotTables:
    """A store of bundled months from 2025 to April 2026, and of what China Customs gave of May."""
    columns = list(_bundled_row("export", "2025-01"))
    rows = [
        _bundled_row(flow, f"{month:%Y-%m}")
        for flow in ("export", "import")
        for month in pd.date_range("2025-01-01", "2026-04-01", freq="MS")
    ]
    write_rows(small.bundled / "trade_monthly.csv", columns, rows)
    run(small, "china_customs")
    return SnapshotTables(Store(small.store).current())


def _bundled_row(flow: str, month: str) -> dict[str, str]:
    from etl.bundled_tables import contracts

    columns = contracts(TODAY)["trade_monthly"].columns
    row = dict(zip(columns, SMALL_ROWS["trade_monthly"], strict=True))
    return row | {"flow": flow, "period": month}


def test_a_change_of_source_is_a_line_with_a_label_and_a_note(joined: SnapshotTables) -> None:
    chart = charts.get("trade-volume")
    data, figure = charts.figure(chart, joined, View(start="2025-01"))
    assert len(data) == 2 * 17
    (line,) = figure.layout.shapes
    assert f"{line.x0:%Y-%m}" == f"{line.x1:%Y-%m}" == "2026-05"
    labels = [each for each in figure.layout.annotations if each.hovertext]
    assert [label.hovertext for label in labels] == [TOLD]
    assert TOLD in as_text(card(chart, joined, View(start="2025-01")))
    with zipfile.ZipFile(io.BytesIO(to_zip(chart, joined, View(start="2025-01")))) as archive:
        assert TOLD in archive.read("trade-volume/README.txt").decode()


def test_years_that_rest_on_a_new_source_are_marked_between_the_bars(
    joined: SnapshotTables,
) -> None:
    (change,) = charts.breaks_of(
        pd.DataFrame(
            {
                "flow": "export",
                "year": [2024, 2025, 2026],
                "value": 1.0,
                "source": ["tass-20230113-year", "tass-20230113-year", _live(joined)],
            }
        ),
        joined,
        View(),
    )
    assert change.told.startswith("From 2026 on: ")


def _live(tables: SnapshotTables) -> str:
    documents = tables["documents"]
    return str(documents["id"][documents["feed"] == "china_customs"].iloc[0])


def resting(tables: Mapping[str, pd.DataFrame], name: str, live: pd.Series) -> Any:
    """The tables, of which these rows of one are told by a document of UN Comtrade."""
    documents = tables["documents"]
    given = documents.iloc[:1].assign(id="given", feed="un_comtrade")
    rows = tables[name].assign(source=tables[name]["source"].where(~live, "given"))
    return {**tables, "documents": pd.concat([documents, given]), name: rows}


def test_a_heatmap_has_a_stepped_border_where_another_source_begins(
    joined: SnapshotTables,
) -> None:
    chart = charts.get("trade-heatmap")
    for view in (View(start="2025-01"), View(start="2025-01", freq="12m")):
        _, drawn, (change,) = charts.drawing(chart, joined, view)
        figure = drawn.figure()
        assert change.told == TOLD
        (border,) = figure.layout.shapes
        assert border.path == "M11.5,0.5L3.5,0.5L3.5,1.5L-0.5,1.5"  # around May 2026, below 2025


def test_a_sum_to_date_of_another_source_is_marked_on_its_year(
    tables: Mapping[str, pd.DataFrame],
) -> None:
    sums = tables["bilateral_ytd"]
    newest = sums["year"].max()
    view = View(flow="import")
    live = (sums["year"] == newest) & (sums["months"] >= 5) & (sums["flow"] == "import")
    together = resting(tables, "bilateral_ytd", live & (sums["reporter"] == "CHN"))
    data, drawn, (change,) = charts.drawing(charts.get("year-to-date"), together, view)
    figure = drawn.figure()
    first = data[(data["year"] == newest) & (data["months"] >= 5)].iloc[0]
    (tick,) = figure.layout.shapes
    assert (tick.x0, tick.x1, tick.yanchor) == (first["months"], first["months"], first["value"])
    assert change.told.startswith(f"From Jan–{MONTHS[first['months'] - 1]} {newest} on: UN Com")
    labels = [each for each in figure.layout.annotations if each.hovertext]
    assert [label.text.replace("<br>", " ") for label in labels] == [change.told]


def test_a_fuel_of_another_source_is_marked_in_its_panel(
    tables: Mapping[str, pd.DataFrame],
) -> None:
    chart = charts.get("energy-panels")
    flows = tables["energy_flows"]
    view = View(start="2018-01", end="2024-12")
    live = (flows["product"] == "coal") & (pd.to_datetime(flows["period"]) >= "2020-01-01")
    together = resting(tables, "energy_flows", live)
    _, drawn, (change,) = charts.drawing(chart, together, view)
    figure = drawn.figure()
    assert "coal" in change.of
    assert "Coal" in change.told
    panel = next(trace for trace in figure.data if trace.name == "Coal")
    (line,) = figure.layout.shapes
    assert (line.xref, line.yref) == (panel.xaxis, f"{panel.yaxis} domain")
    assert f"{line.x0:%Y-%m}" == "2020-01"
    (label,) = [each for each in figure.layout.annotations if each.hovertext]
    assert (label.text, label.xref) == ("UN Comtrade", panel.xaxis)


def test_products_without_any_share_stand_beside_one_of_two_sources(
    tables: Mapping[str, pd.DataFrame],
) -> None:
    shares = tables["dependence"]
    together = resting(tables, "dependence", shares["reporter"] == "CHN")
    data, _, found = charts.drawing(charts.get("product-dependence"), together, View())
    assert data["year"].isna().any()
    assert found == []  # each bar is the newest year alone: nothing goes along time


def test_what_stays_with_one_source_has_no_break(joined: SnapshotTables) -> None:
    chart, view = charts.get("trade-volume"), View(start="2025-01", end="2026-04")
    _, drawn, found = charts.drawing(chart, joined, view)
    assert drawn.figure().layout.shapes == ()
    assert not [note for note in charts.notes(chart, view, found) if note.startswith("From ")]


def product_years(tables: SnapshotTables, years: dict[str, list[int]]) -> dict:
    """The tables with a made-up value of each code in each of its years, and no other codes."""
    series = tables["series_annual"]
    row = series[(series["product"] == "HS7403") & (series["flow"] == "import")].iloc[:1]
    made = [
        row.assign(product=code, start=pd.Timestamp(year, 1, 1), value=1e9)
        for code, known in years.items()
        for year in known
    ]
    return {**tables, "series_annual": pd.concat(made, ignore_index=True)}


def test_a_fine_code_goes_on_where_the_official_tables_show_the_same_goods(
    tables: SnapshotTables,
) -> None:
    made = product_years(tables, {"HS290376": [2015, 2024], "HS290346": [1999, 2010]})
    data, figure = charts.figure(charts.get("product-history"), made, View(product="HS290376"))
    assert data.set_index(data["period"].dt.year)["edition"].to_dict() == {
        1999: "HS 1996",
        2010: "HS 2007",
        2015: "HS 2012",
        2024: "HS 2022",
    }
    assert set(data["goods"]) == {"HS 1996–2022"}
    assert figure.layout.shapes == ()


@pytest.mark.parametrize(
    ("code", "years", "line", "told"),
    [
        (
            "HS440322",
            [2019, 2024],
            2023.5,
            "HS 2017 → HS 2022: HS 4403.22 is joined from 4403.21, 4403.22. "
            "HS 4403 stands for the same goods in both.",
        ),
        (
            "HS8517",
            [2015, 2019],
            2018.5,
            "HS 2012 → HS 2017: HS 8517 was shared out among 8517, 8542.",
        ),
        (
            "HS9503",
            [2004, 2008],
            2007.5,
            "HS 2002 → HS 2007: HS 9503 is joined from 9501, 9502, 9503. "
            "HS 95 stands for the same goods in both.",
        ),
        (
            "HS74031100",
            [2004, 2024],
            2023.5,
            "Which goods HS 7403.1100 gained or lost between HS 2002 and HS 2022 "
            "is not known here.",
        ),
    ],
)
def test_a_fine_code_breaks_where_its_goods_changed_and_the_note_says_how(
    tables: SnapshotTables, code: str, years: list[int], line: float, told: str
) -> None:
    made, view = product_years(tables, {code: years}), View(product=code)
    chart = charts.get("product-history")
    _, drawn, found = charts.drawing(chart, made, view)
    figure = drawn.figure()
    (drawn,) = figure.layout.shapes
    assert drawn.x0 == line
    assert charts.notes(chart, view, found)[-1].endswith(told)


def test_a_named_product_knows_no_edition(tables: SnapshotTables) -> None:
    chart = charts.get("product-history")
    assert not {"edition", "goods"} & set(chart.select(tables, View(product="crude_oil")))
