"""The same flow as told by both sides: China's customs and Russia's."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import BILLION, blank
from dashboard.charts._trade import annual_flow
from dashboard.view import View
from etl.codes import AREAS

RUSSIAN_FLOW = {"import": "export", "export": "import"}
TITLES = {"import": "goods from Russia to China", "export": "goods from China to Russia"}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Both reports of the chosen direction by year, in billion US dollars."""
    reports = {
        "CHN": annual_flow(tables, view.flow, "CHN"),
        "RUS": annual_flow(tables, RUSSIAN_FLOW[view.flow], "RUS"),
    }
    rows = pd.concat(
        [series.assign(reporter=reporter) for reporter, series in reports.items()],
        ignore_index=True,
    )
    cut = measures.within(rows, view.start, view.end)
    return cut.assign(value=cut["value"] / BILLION)[
        ["period", "months", "reporter", "value", "status", "source", "vintage"]
    ]


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """Two bars a year, one a report."""
    figure = blank(view)
    for reporter, rows in data.groupby("reporter"):
        name = f"{AREAS[str(reporter)]}’s report"
        figure.add_bar(
            x=pd.to_datetime(rows["period"]).dt.year,
            y=rows["value"],
            name=name,
            marker_color=theme.colour(view.theme, str(reporter)),
            hovertemplate=f"<b>{name}</b><br>%{{x}}: %{{y:,.2f}} bn USD<extra></extra>",
        )
    figure.update_layout(barmode="group")
    figure.update_yaxes(title_text="bn USD")
    return figure


CHART = Chart(
    id="mirror-trade",
    title="Two reports of one flow",
    subtitle=lambda view: f"Value of {TITLES[view.flow]} by year, billion US dollars",
    notes=(
        "China counts imports CIF by country of origin; Russia counts exports FOB by last known "
        "destination. Freight, transit through third countries, time at sea and exchange rates "
        "make the two differ without either being wrong.",
        "Russia stopped publishing trade by country after January 2022. Few of its yearly "
        "figures with China have been found in public documents so far; the holes are shown.",
    ),
    tables=("bilateral_annual",),
    controls=("flow", "from", "to"),
    select=select,
    draw=draw,
    missing="Neither report has a figure for this direction and period.",
)
