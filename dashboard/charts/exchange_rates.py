"""The rouble against dollar and yuan, and the yuan against the dollar."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank
from dashboard.view import View
from etl.codes import OTHER_PRODUCTS

COLOURS = {"USD_RUB": "usd", "CNY_RUB": "yuan"}
OFFICIAL = ("CBR", "OECD")


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Roubles per dollar and per yuan: monthly averages, then official rates of single days."""
    readings = tables["readings"]
    rows = readings[
        (readings["measure"] == "rate")
        & readings["product"].isin(COLOURS)
        & readings["span"].isin(["month", "day"])
        & readings["statistic"].isin(OFFICIAL)
    ]
    month = rows["period"].str[:7]
    rows = rows[(month >= (view.start or "0")) & (month <= (view.end or "9"))]
    best = rows.sort_values("nearness").drop_duplicates(["product", "span", "start"])
    best = best.assign(kind=best["span"].map({"month": "average", "day": "day's rate"}))
    columns = ["product", "kind", "start", "value", "source", "vintage"]
    return best.sort_values(["product", "start"])[columns].rename(columns={"start": "period"})


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A line for monthly averages, points for rates of single days."""
    figure = blank(view)
    for (rate, kind), rows in data.groupby(["product", "kind"]):
        name = OTHER_PRODUCTS[str(rate)]
        daily = kind == "day's rate"
        figure.add_scatter(
            x=rows["period"],
            y=rows["value"],
            name=f"{name}, {'single days' if daily else 'monthly average'}",
            mode="markers" if daily else "lines",
            line={"color": theme.colour(view.theme, COLOURS[str(rate)]), "width": 2.4},
            marker={"color": theme.colour(view.theme, COLOURS[str(rate)]), "size": 6},
            hovertemplate=f"<b>{name}</b><br>%{{x|%-d %b %Y}}: %{{y:,.2f}}<extra></extra>",
        )
    figure.update_yaxes(title_text="roubles", rangemode="tozero")
    return figure


CHART = Chart(
    id="exchange-rates",
    title="The rouble’s rate",
    subtitle=lambda view: (
        "Roubles per US dollar and per yuan, monthly averages and official rates of single days"
    ),
    notes=(
        "Lines are monthly averages (OECD); points are the Bank of Russia’s official rate of one "
        "day, mostly the last of a month, not an average.",
    ),
    tables=("readings", "events"),
    controls=("from", "to", "events"),
    select=select,
    draw=draw,
    missing="No rates in this period. Choose an earlier start.",
)
