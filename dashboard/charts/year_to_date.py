"""The running year against the years before: January to each month, as published."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, direct_labels, origins
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.charts._trade import REPORT_NOTE
from dashboard.measures.series import year_starts
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words

YEARS_SHOWN = 5


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's report of the chosen flow, newest years; value in US dollars."""
    sums = tables["bilateral_ytd"]
    chosen = sums[(sums["reporter"] == "CHN") & (sums["flow"] == view.flow)]
    chosen = chosen[chosen["year"] > chosen["year"].max() - YEARS_SHOWN]
    size = unit("usd", view.lang).size
    period = year_starts(chosen["year"])
    told = chosen.assign(period=period, value=chosen["value_usd"] / size)[measures.COLUMNS]
    rows = marked(at_prices(told, tables, view), tables, view)
    years = rows.assign(year=rows["period"].dt.year).drop(columns="period")
    return years[["year", *years.columns.drop("year")]]


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A line a year through the published sums; the newest in colour, the others in grey."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
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
            text=[
                f"{say.year_to(row.year, row.months)}: {money.said(row.value, say)}"
                for row in rows.itertuples()
            ],
            customdata=origins(rows),
            hovertemplate="%{text}<extra></extra>",
        )
    direct_labels(figure, right=56)
    figure.update_xaxes(tickvals=list(range(1, 13)), ticktext=say.month_names(), range=[0.8, 12.2])
    figure.update_yaxes(title_text=say(money.short), rangemode="tozero")
    return figure


def subtitle(view: View) -> str:
    """Flow and unit."""
    say = words(view.lang)
    told = say(
        "{flow}, January to each month as published by China Customs, {unit}",
        flow=say(FLOW_NAMES[view.flow]),
        unit=say(unit("usd", view.lang).name),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="year-to-date",
    title=message("This year against the years before"),
    subtitle=subtitle,
    notes=(
        REPORT_NOTE,
        message(
            "Points are sums that China Customs published; straight lines join them where months "
            "lack."
        ),
    ),
    tables=("bilateral_ytd", "price_indices"),
    controls=("flow", "prices"),
    select=select,
    draw=draw,
    missing=message("No year-to-date figures. Run 'amur refresh' to build the store."),
)
