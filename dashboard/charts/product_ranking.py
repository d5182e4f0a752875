"""The products of stated value, largest first, each in the newest year it was stated for."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import BILLION, FLOW_NAMES, blank, origins
from dashboard.view import View
from dashboard.words import message, words
from etl.codes import PRODUCTS

PRODUCTS_SHOWN = 15


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Newest yearly value of each product in the chosen direction, in billion US dollars."""
    mix = tables["sector_mix"]
    rows = mix[(mix["flow"] == view.flow) & (mix["product"] != "not_stated")]
    newest = rows.sort_values("year").groupby("product", as_index=False).tail(1)
    newest = newest.nlargest(PRODUCTS_SHOWN, "value_usd")
    return newest.assign(
        product=newest["product"].map(PRODUCTS), value=newest["value_usd"] / BILLION
    )[["product", "year", "value", "share", "source", "vintage"]]


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """Horizontal bars, the year written beside each value."""
    figure = blank(view)
    say = words(view.lang)
    rows = data.sort_values("value")
    figure.add_bar(
        x=rows["value"],
        y=[say(name) for name in rows["product"]],
        orientation="h",
        marker_color=theme.colour(view.theme, view.flow),
        text=[f"{say.number(row.value)}  ({row.year})" for row in rows.itertuples()],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            say(
                "{value} bn USD, {share} % of the flow",
                value=say.number(row.value),
                share=say.number(row.share, 1),
            )
            for row in rows.itertuples()
        ],
        customdata=origins(rows),
        hovertemplate="%{y}: %{hovertext}<extra></extra>",
    )
    figure.update_xaxes(visible=False, range=[0, rows["value"].max() * 1.35])
    figure.update_yaxes(showgrid=False)
    figure.update_layout(height=max(260, 28 * len(rows) + 60))
    return figure


CHART = Chart(
    id="product-ranking",
    title=message("Products by value"),
    subtitle=lambda view: words(view.lang)(
        "{flow}, newest year with a stated value, billion US dollars",
        flow=words(view.lang)(FLOW_NAMES[view.flow]),
    ),
    notes=(message("Years differ from product to product: each bar says its own."),),
    tables=("sector_mix",),
    controls=("flow",),
    select=select,
    draw=draw,
    missing=message("No product values for this direction. Choose the other direction."),
)
