"""The year's seasons and its breaks at a glance: one cell a month, one row a year."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._breaks import Break, look
from dashboard.charts._currency import CONVERSION_NOTE
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, origins
from dashboard.charts._prices import measure_at_prices
from dashboard.charts._trade import REPORT_NOTE, START_NOTE, flow, unit_of, unit_of_rows
from dashboard.drawing import Drawing
from dashboard.units import Unit
from dashboard.view import View
from dashboard.words import message, words

ROW_PIXELS = 34


def _unit(data: pd.DataFrame, view: View) -> Unit:
    return unit_of_rows(_shown(view), data)


def _shown(view: View) -> View:
    """The view as it is drawn here: growth, else the level."""
    return replace(view, show="growth" if view.show == "growth" else "level")


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The chosen flow by month: in the currency's unit, or growth in percent.

    January and February that were published only together are one row of two months.
    """
    rows = flow(tables, replace(_shown(view), freq="month"), view.flow)
    return rows.assign(value=rows["value"] / unit_of(_shown(view)).size)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Cells from pale to full in the flow's colour; growth in two hues around zero."""
    unit = _unit(data, view)
    grid = _grid(data, unit, view)
    figure = blank(view)
    figure.add(
        "heatmap",
        x=words(view.lang).month_names(),
        y=[str(year) for year in grid.index],
        z=grid["value"].astype(float),
        text=grid["text"].astype("object").where(grid["text"].notna(), ""),
        customdata=grid["origin"].astype("object").where(grid["origin"].notna(), None).to_numpy(),
        hovertemplate="%{text}<extra></extra>",
        hoverongaps=False,
        xgap=2,
        ygap=2,
        colorscale=_scale(view),
        zmid=0 if view.show == "growth" else None,
        colorbar={
            "title": {"text": words(view.lang)(unit.short), "side": "top"},
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "thickness": 8,
            "outlinewidth": 0,
        },
    )
    figure.arrange(yaxis={"autorange": "reversed", "type": "category", "showgrid": False})
    figure.arrange(xaxis={"side": "top"})
    figure.arrange(height=130 + ROW_PIXELS * len(grid))
    return figure


def _grid(data: pd.DataFrame, unit: Unit, view: View) -> pd.DataFrame:
    """Value, text and origin of every cell, by year and month.

    A row of two months has two cells; a level of two months is shown as its monthly average.
    """
    growth = view.show == "growth"
    say = words(view.lang)
    shown = [unit.said(value, say, 1 if growth else 2, signed=growth) for value in data["value"]]
    told = data.assign(
        average=data["value"] if growth else data["value"] / data["months"],
        text=hover_texts(data, shown, say),
        # As text: of a cell, the browser passes on no more than one value.
        origin=[json.dumps(origin) for origin in origins(data)],
    )
    cells = [
        (row.period.year, row.period.month + step, row.average, row.text, row.origin)
        for row in told.itertuples()
        for step in range(row.months)
    ]
    columns = ["value", "text", "origin"]
    grid = pd.DataFrame(cells, columns=["year", "month", *columns]).pivot(
        index="year", columns="month", values=columns
    )
    return grid.reindex(columns=pd.MultiIndex.from_product([columns, range(1, 13)]))


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


def _scale(view: View) -> list[str]:
    colours = theme.palette(view.theme)
    if view.show == "growth":
        return [colours.series["CHN"], colours.grid, colours.series["RUS"]]
    return [colours.grid, theme.colour(view.theme, view.flow)]


def subtitle(view: View) -> str:
    """Flow and measure."""
    say = words(view.lang)
    growth = say("growth on the same month a year before, percent")
    measure = growth if view.show == "growth" else say(unit_of(_shown(view)).name)
    return f"{say(FLOW_NAMES[view.flow])}, {measure_at_prices(measure, view)}"


CHART = Chart(
    id="trade-heatmap",
    title=message("Month by month, year under year"),
    subtitle=subtitle,
    notes=(
        REPORT_NOTE,
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
