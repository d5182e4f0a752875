"""The bilateral series that several charts draw, chosen as the view asks."""

from __future__ import annotations

import pandas as pd

from dashboard import measures
from dashboard.charts import Tables
from dashboard.view import View
from dashboard.words import message

FREQUENCY_WORDS = {
    "month": message("monthly"),
    "quarter": message("quarterly"),
    "year": message("yearly"),
    "12m": message("sum of the last 12 months"),
}
FIRST_DENSE_MONTH = "2017-01"
START_NOTE = message(
    "Drawn from 2017 unless another start is chosen: few earlier months have been found in public "
    "documents. Yearly figures go back further."
)
REPORT_NOTE = message(
    "China’s own report: its imports are valued CIF (with freight and insurance), its exports FOB."
)
HOLE_NOTE = message(
    "A gap in a line is a month for which no figure has been found in a public document."
)
JANUARY_NOTE = message(
    "Where January and February were published only together, they are drawn as one level stretch "
    "at their monthly average."
)


def monthly_flow(tables: Tables, flow: str, reporter: str = "CHN") -> pd.DataFrame:
    """One reporter's flow by month as a series (see `dashboard.measures`), value in US dollars."""
    months = tables["bilateral_monthly"]
    chosen = months[(months["reporter"] == reporter) & (months["flow"] == flow)]
    return chosen.rename(columns={"value_usd": "value"})[measures.COLUMNS]


def annual_flow(tables: Tables, flow: str, reporter: str = "CHN") -> pd.DataFrame:
    """One reporter's flow by year as a series, value in US dollars."""
    years = tables["bilateral_annual"]
    chosen = years[(years["reporter"] == reporter) & (years["flow"] == flow)]
    period = pd.to_datetime(chosen["year"].astype(str) + "-01-01")
    return chosen.assign(period=period, months=12, value=chosen["value_usd"])[measures.COLUMNS]


def flow(tables: Tables, view: View, name: str) -> pd.DataFrame:
    """China's report of a flow at the view's frequency, within its period, as level or growth.

    Growth is measured before the period is cut, so that the first year shown has a base.
    """
    if view.freq == "year":
        series = annual_flow(tables, name)
    else:
        series = measures.aggregate(monthly_flow(tables, name), view.freq)
    if view.show == "growth":
        series = measures.growth(series)
    if series.empty:
        return series
    start = view.start or ("" if view.freq == "year" else FIRST_DENSE_MONTH)
    return measures.within(series, start, view.end)


def both_flows(tables: Tables, view: View) -> pd.DataFrame:
    """Exports and imports under each other, with a column `flow`."""
    return pd.concat(
        [flow(tables, view, name).assign(flow=name) for name in ("export", "import")],
        ignore_index=True,
    )
