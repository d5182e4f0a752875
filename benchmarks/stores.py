"""The stores that are measured: the bundled one, and the same with 7 million HS6 rows besides."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from etl.parquet import write_frame
from etl.refresh import Wish, refresh
from etl.settings import REPOSITORY, Settings
from etl.store import Store

CODES, MONTHS = 5500, 318
"""Times two flows, value and weight: 6,996,000 rows."""


@contextmanager
def bundled() -> Iterator[Settings]:
    """Settings of a store built from the bundled tables, gone after the block."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), REPOSITORY / "data" / "bundled")
        refresh(settings, Wish(offline=True), dt.date.today())
        yield settings


@contextmanager
def with_hs6_rows() -> Iterator[Settings]:
    """The same with China's trade with Russia by HS6 code and month, figures made up."""
    with bundled() as settings:
        store = Store(settings.store)
        snapshot = store.current()
        monthly, annual = (snapshot.table(name) for name in ("series_monthly", "series_annual"))
        months = hs6_months(monthly.iloc[0])
        with store.writing(), store.building() as folder:
            for name in snapshot.tables:
                shutil.copy(snapshot.file(name), folder)
            write_frame(folder / "series_annual.parquet", _below(annual, _years(months)))
            write_frame(folder / "series_monthly.parquet", _below(monthly, months))
            store.publish(folder, {**snapshot.manifest})
        yield settings


def hs6_months(example: pd.Series) -> pd.DataFrame:
    """CODES × MONTHS rows for each flow and measure; what is not varied is the example's."""
    chance = np.random.default_rng(7)
    codes = [f"HS{chapter:02d}{rest:04d}" for chapter in range(1, 98) for rest in range(60)]
    starts = pd.date_range("2000-01-01", periods=MONTHS, freq="MS").astype("datetime64[ms]")
    index = pd.MultiIndex.from_product(
        [["export", "import"], codes[:CODES], [("value", "USD"), ("quantity", "t")], starts],
        names=["flow", "product", "measured", "start"],
    )
    rows = index.to_frame(index=False)
    fixed = {"statistic": "GACC", "reporter": "CHN", "partner": "RUS", "months": 1, "step": 1.0}
    rows = rows.assign(
        **fixed,
        measure=rows["measured"].str[0],
        unit=rows["measured"].str[1],
        value=chance.lognormal(12, 3, len(rows)),
        status="published",
        source=example["source"],
        vintage=example["vintage"],
    )
    return rows[list(example.index)]


def _years(months: pd.DataFrame) -> pd.DataFrame:
    start = months["start"].dt.year.astype(str).add("-01-01").astype("datetime64[ms]")
    keys = [name for name in months if name not in ("value", "months")]
    summed = months.assign(start=start).groupby(keys, as_index=False, sort=False)["value"].sum()
    return summed.assign(months=12)[list(months.columns)]


def _below(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    order = ["statistic", "reporter", "partner", "flow", "product", "measure", "unit", "start"]
    joined = pd.concat([table, more.astype(table.dtypes.to_dict())])
    return joined.sort_values(order, ignore_index=True)
