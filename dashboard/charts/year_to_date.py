"""The running year against the years before: January to each month, as published."""

from __future__ import annotations

import re
import textwrap

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._breaks import LABELLED, Break, label
from dashboard.charts._drawing import FLOW_NAMES, blank, direct_labels, with_hovers
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.charts._trade import REPORT_NOTE, REPORTS
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words

YEARS_SHOWN = 5
TICK_PIXELS = 10
"""How far the mark of a break reaches above and below its line."""
CORNER_LETTERS = 44
"""Of a line of text in the corner, on a phone too."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's report of the chosen flow, newest years; value in US dollars."""
    sums = tables["bilateral_ytd"]
    chosen = sums[(sums["reporter"] == "CHN") & (sums["flow"] == view.flow)]
    size = unit("usd", view.lang).size
    period = year_starts(chosen["year"])
    told = chosen.assign(period=period, value=chosen["value_usd"] / size)[measures.COLUMNS]
    rows = measures.on_year(marked(at_prices(told, tables, view), tables, view))
    years = rows.assign(year=rows["period"].dt.year).drop(columns="period")
    shown = years[years["year"] > years["year"].max() - YEARS_SHOWN]
    shown = shown.sort_values(["year", "months"], ignore_index=True)
    return shown[["year", *shown.columns.drop("year")]]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a year through the published sums; the newest in colour, the others in grey."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
    newest = data["year"].max()
    strong, quiet = theme.colour(view.theme, view.flow), theme.palette(view.theme).muted
    spans = [say.year_to(row.year, row.months) for row in data.itertuples()]
    shown = [money.said(value, say) for value in data["value"]]
    for year, rows in with_hovers(data.assign(span=spans), shown, say).groupby("year"):
        figure.add(
            "scatter",
            x=rows["months"],
            y=rows["value"],
            name=str(year),
            mode="lines+markers",
            line={
                "color": strong if year == newest else quiet,
                "width": 3 if year == newest else 1.4,
            },
            marker={"size": 5},
            text=rows["text"],
            customdata=rows["origin"],
            hovertemplate="%{text}<extra></extra>",
        )
    direct_labels(figure)
    figure.arrange(
        xaxis={"tickvals": list(range(1, 13)), "ticktext": say.month_names(), "range": [0.8, 12.2]}
    )
    figure.arrange(yaxis={"title": {"text": say(money.short)}, "rangemode": "tozero"})
    return figure


def mark(figure: Drawing, found: list[Break], data: pd.DataFrame, view: View) -> None:
    """A short line across a year's line, at the first sum that another source gives.

    What begins there is said in the corner above the lines, which rise from the other side.
    """
    for change in found:
        sums = data[(data["year"] == change.at.year) & (data["months"] == change.at.month)]
        across = {"x0": change.at.month, "x1": change.at.month, "yanchor": sums["value"].iloc[0]}
        height = {"ysizemode": "pixel", "y0": -TICK_PIXELS, "y1": TICK_PIXELS}
        line = {"color": theme.palette(view.theme).text, "width": 2}
        figure.shape(**across | height, type="line", line=line)
    if len(found) <= LABELLED:
        sentences = [each for change in found for each in re.split(r"(?<=[.。]) ?", change.told)]
        told = [line for each in sentences for line in textwrap.wrap(each, CORNER_LETTERS)]
        corner = {"x": 0.02, "xref": "paper", "y": 1, "yref": "paper"}
        figure.annotate(**label(found[0], view) | corner | {"text": "<br>".join(told)})


def subtitle(view: View) -> str:
    """Flow and unit."""
    say = words(view.lang)
    told = say(
        "{flow}, January to each month, {reported}, {unit}",
        flow=say(FLOW_NAMES[view.flow]),
        reported=say(REPORTS["CHN"]),
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
            "Points are sums that China Customs published, or that follow from its other figures; "
            "straight lines join them where months lack."
        ),
    ),
    tables=("bilateral_ytd", "price_indices"),
    controls=("flow", "prices"),
    select=select,
    draw=draw,
    missing=message("No year-to-date figures. Run 'amur refresh' to build the store."),
    mark=mark,
)
