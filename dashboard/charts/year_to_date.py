"""The running year against the years before: January to each month, as published."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import BILLION, FLOW_NAMES, blank, direct_labels
from dashboard.charts._trade import REPORT_NOTE
from dashboard.view import View

YEARS_SHOWN = 5
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's report of the chosen flow, newest years; value in billion US dollars."""
    sums = tables["bilateral_ytd"]
    chosen = sums[(sums["reporter"] == "CHN") & (sums["flow"] == view.flow)]
    chosen = chosen[chosen["year"] > chosen["year"].max() - YEARS_SHOWN]
    return chosen.assign(value=chosen["value_usd"] / BILLION)[
        ["year", "months", "value", "status", "source", "vintage"]
    ]


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A line a year through the published sums; the newest in colour, the others in grey."""
    figure = blank(view)
    newest = data["year"].max()
    strong, quiet = theme.colour(view.theme, view.flow), theme.palette(view.theme).muted
    for year, rows in data.groupby("year"):
        figure.add_scatter(
            x=rows["months"],
            y=rows["value"],
            name=str(year),
            mode="lines+markers",
            line={
                "color": strong if year == newest else quiet,
                "width": 3 if year == newest else 1.4,
            },
            marker={"size": 5},
            hovertemplate=f"January to %{{x}} {year}: %{{y:,.2f}} bn USD<extra></extra>",
        )
    direct_labels(figure, right=56)
    figure.update_xaxes(
        tickvals=list(range(1, 13)), ticktext=list(MONTHS), range=[0.8, 12.2], automargin=True
    )
    figure.update_yaxes(title_text="bn USD", rangemode="tozero")
    return figure


CHART = Chart(
    id="year-to-date",
    title="This year against the years before",
    subtitle=lambda view: (
        f"{FLOW_NAMES[view.flow]}, January to each month as published by China Customs, "
        "billion US dollars"
    ),
    notes=(
        REPORT_NOTE,
        "Points are sums that China Customs published; straight lines join them where months lack.",
    ),
    tables=("bilateral_ytd",),
    controls=("flow",),
    select=select,
    draw=draw,
    missing="No year-to-date figures. Run 'amur refresh' to build the store.",
)
