"""The year's seasons and its breaks at a glance: one cell a month, one row a year."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._breaks import Break, look
from dashboard.charts._currency import CONVERSION_NOTE
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, origins
from dashboard.charts._prices import measure_at_prices
from dashboard.charts._trade import (
    EITHER_REPORT_NOTE,
    REPORTS,
    START_NOTE,
    flow,
    indexed,
    measure_words,
    monthly_level,
    unit_of,
    unit_of_rows,
)
from dashboard.drawing import Drawing
from dashboard.units import Unit
from dashboard.view import View
from dashboard.words import message, words

ROW_PIXELS = 34


class _Cell(NamedTuple):
    """A month's value, what is told of it, and its origin."""

    value: float | None
    text: str
    origin: str | None


HOLE = _Cell(None, "", None)


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The chosen flow by month: in the currency's unit, growth in percent, or an index.

    January and February that were published only together are one row of two months.
    """
    monthly = replace(view, freq="month")
    rows = flow(tables, monthly, view.flow)
    if view.show == "index" and len(rows):
        (rows,) = indexed([rows], monthly)
    return rows.assign(value=rows["value"] / unit_of(view).size)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Cells from pale to full in the flow's colour; growth in two hues around zero."""
    unit = unit_of_rows(view, data)
    cells = _cells(data, unit, view)
    years = sorted({year for year, _ in cells})
    rows = [[cells.get((year, month), HOLE) for month in range(1, 13)] for year in years]
    figure = blank(view)
    figure.add(
        "heatmap",
        name=words(view.lang)(FLOW_NAMES[view.flow]),
        x=words(view.lang).month_names(),
        y=[str(year) for year in years],
        z=[[cell.value for cell in row] for row in rows],
        text=[[cell.text for cell in row] for row in rows],
        customdata=[[cell.origin for cell in row] for row in rows],
        hovertemplate="%{text}<extra></extra>",
        hoverongaps=False,
        xgap=2,
        ygap=2,
        colorscale=_scale(view),
        zmid=0 if view.show == "growth" else None,
        colorbar=_bar(words(view.lang)(unit.short)),
    )
    figure.arrange(yaxis={"autorange": "reversed", "type": "category", "showgrid": False})
    figure.arrange(xaxis={"side": "top"}, height=130 + ROW_PIXELS * len(years))
    return figure


def _bar(title: str) -> dict[str, Any]:
    """The scale of the colours, below the cells."""
    return {
        "title": {"text": title, "side": "top"},
        "orientation": "h",
        "y": 0,
        "yanchor": "top",
        "thickness": 8,
        "outlinewidth": 0,
    }


def _cells(data: pd.DataFrame, unit: Unit, view: View) -> dict[tuple[int, int], _Cell]:
    """The known cells by year and month.

    A row of two months has two cells; a level of two months is shown as its monthly average.
    """
    growth = view.show == "growth"
    say = words(view.lang)
    shown = [unit.said(value, say, 1 if growth else 2, signed=growth) for value in data["value"]]
    told = data.assign(
        average=monthly_level(data, view),
        text=hover_texts(data, shown, say),
        # As text: of a cell, the browser passes on no more than one value.
        origin=[json.dumps(origin) for origin in origins(data)],
    )
    return {
        (row.period.year, row.period.month + step): _Cell(row.average, row.text, row.origin)
        for row in told.itertuples()
        for step in range(row.months)
    }


def mark(figure: Drawing, found: list[Break], data: pd.DataFrame, view: View) -> None:
    """A stepped dashed border between the cells before a break and those from it on."""
    rows = figure.data[0]["y"]
    for change in found:
        row, column = rows.index(str(change.at.year)), change.at.month - 1
        corners = [(11.5, row - 0.5), (column - 0.5, row - 0.5)]
        if column:
            corners += [(column - 0.5, row + 0.5), (-0.5, row + 0.5)]
        path = "M" + "L".join(f"{x},{y}" for x, y in corners)
        line = look(view) | {"color": theme.palette(view.theme).text, "width": 2}
        figure.shape(type="path", path=path, line=line)


def _scale(view: View) -> list[tuple[float, str]]:
    colours = theme.palette(view.theme)
    if view.show == "growth":
        return [(0, colours.series["CHN"]), (0.5, colours.grid), (1, colours.series["RUS"])]
    return [(0, colours.grid), (1, theme.colour(view.theme, view.flow))]


def subtitle(view: View) -> str:
    """Flow and measure."""
    say = words(view.lang)
    growth = say("growth on the same month a year before, percent")
    return say(
        "{flow} {reported}, {measure}",
        flow=say(FLOW_NAMES[view.flow]),
        reported=say(REPORTS[view.reporter]),
        measure=measure_at_prices(growth, view)
        if view.show == "growth"
        else measure_words(view, say),
    )


CHART = Chart(
    id="trade-heatmap",
    title=message("Month by month, year under year"),
    subtitle=subtitle,
    notes=(
        EITHER_REPORT_NOTE,
        START_NOTE,
        CONVERSION_NOTE,
        message(
            "An empty cell is a month for which no figure has been found. Where January and "
            "February were published only together, both cells show their monthly average."
        ),
        message("A dashed border stands where figures of another source begin."),
    ),
    tables=("bilateral_monthly", "series_monthly", "fx_monthly", "price_indices"),
    controls=("from", "to", "flow", "show", "cur", "prices", "reporter"),
    select=select,
    draw=draw,
    missing=message("No month in this period. Choose an earlier start."),
    mark=mark,
)
