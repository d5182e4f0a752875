"""The notebooks run top to bottom and are kept without outputs; the interface that they use."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from dashboard.notebook import Amur, open_store
from etl.errors import AmurError, UnknownNameError
from etl.settings import REPOSITORY, Settings
from tests.serving import environment

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def amur(real: Settings) -> Amur:
    return open_store(real)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # of the kernel's own libraries
def test_a_notebook_runs_top_to_bottom(
    path: Path, real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AMUR_DATA", "AMUR_BUNDLED"):
        monkeypatch.setenv(name, environment(real)[name])
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(REPOSITORY)}}
    ).execute()
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in codes)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_the_catalogue_lists_every_table(amur: Amur) -> None:
    assert set(amur.tables()["table"]) | {"catalogue"} == set(amur.snapshot.tables)


def test_a_series_is_found_by_what_names_it(amur: Amur) -> None:
    months = amur.months(product="TOTAL", reporter="CHN", partner="RUS", flow="export", unit="USD")
    assert months["value"].gt(0).all()
    listed = amur.series().query("product == 'TOTAL' and reporter == 'CHN' and partner == 'RUS'")
    row = listed.query("flow == 'export' and unit == 'USD'").iloc[0]
    assert row["count"] == len(months)
    with pytest.raises(AmurError, match="has no 'colour'"):
        amur.months(colour="red")


def test_a_table_as_of_a_day_knows_nothing_later(amur: Amur) -> None:
    then = amur.table("statements", as_of="2020-12-31")
    assert 0 < len(then) < len(amur.table("statements"))
    assert then["date"].max() <= pd.Timestamp("2020-12-31")
    with pytest.raises(UnknownNameError):
        amur.table("nothing", as_of="2020-12-31")


def test_a_chart_takes_the_parameters_of_its_address(amur: Amur) -> None:
    assert set(amur.charts()["id"]) >= {"trade-volume", "crude-price"}
    figure = amur.chart("trade-volume", freq="year", from_="2021-01")
    assert min(min(trace.x) for trace in figure.data if len(trace.x)) >= pd.Timestamp("2021-01-01")
    with pytest.raises(AmurError, match="'sometimes' is not a value of 'freq'"):
        amur.chart("trade-volume", freq="sometimes")
