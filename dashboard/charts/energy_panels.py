"""Every fuel at once: a small panel each, in its own unit, on one time axis."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from plotly.subplots import make_subplots

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._breaks import Break, label, look
from dashboard.charts._drawing import blank, month_average, places, with_hovers
from dashboard.charts._history import history
from dashboard.charts._trade import FREQUENCY_WORDS, HOLE_NOTE, JANUARY_NOTE, chosen_period
from dashboard.charts.energy_volume import select as volumes
from dashboard.drawing import Drawing
from dashboard.units import named
from dashboard.view import PARAMETERS, View
from dashboard.words import message, words

COLUMNS = 2
PANEL_PIXELS = 220
FEW = 6
"""Fewer figures than this do not show how a fuel went."""
BY_PARTS = ("month", "quarter")
DAY = 24 * 3600 * 1000
FIRST_MONTH = "2015-01"


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Volumes of all fuels; where two bodies report one fuel, the one with more periods.

    A fuel with next to no figures at the view's frequency is shown by year.
    """
    level = replace(view, show="level", start=view.start or FIRST_MONTH)
    asked = _fullest(tables, level)
    if view.freq not in BY_PARTS:
        return asked
    years = _fullest(tables, replace(level, freq="year"))
    parts, wholes = Counter(asked["fuel"]), Counter(years["fuel"])
    by_year = [fuel for fuel in fuels() if parts[fuel] < min(FEW, wholes[fuel])]
    frames = [asked[~asked["fuel"].isin(by_year)], years[years["fuel"].isin(by_year)]]
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def fuels() -> list[str]:
    """The fuels that have a panel."""
    return list(PARAMETERS["fuel"].choices)


def _fullest(tables: Tables, view: View) -> pd.DataFrame:
    """Of each fuel the report with most periods."""
    rows = chosen_period(_reports(tables, view), view)
    names = list(zip(rows["fuel"], rows["report"], rows["unit"], strict=True))
    sizes = Counter(names)
    best: dict[str, tuple[str, str, str]] = {}
    for name in sorted(sizes, key=lambda each: (-sizes[each], each)):
        best.setdefault(name[0], name)
    kept = np.array([best[name[0]] == name for name in names], bool)
    return rows[kept].reset_index(drop=True)


@history
def _reports(tables: Tables, view: View) -> pd.DataFrame:
    """Every report of every fuel."""
    frames = [volumes(tables, replace(view, fuel=fuel)).assign(fuel=fuel) for fuel in fuels()]
    every = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return every.drop(columns="barrels_per_day", errors="ignore")


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Bars a period in the fuel's colour; January–February together at their monthly average."""
    figure = blank(view)
    fuels_drawn = _drawn(data)
    lines = -(-len(fuels_drawn) // COLUMNS)
    figure.arrange(**_axes(lines), showlegend=False, height=PANEL_PIXELS * lines + 60)
    figure.arrange(margin={"t": 56})
    panels = dict(list(_told(data, view).groupby("fuel")))
    for place, fuel in enumerate(fuels_drawn):
        rows = panels[fuel]
        figure.add("bar", **_bars(fuel, rows, view), **_on(place))
        figure.annotate(**_title(fuel, rows, view), **_above(figure, place))
    return figure


def _told(data: pd.DataFrame, view: View) -> pd.DataFrame:
    """The volumes of all fuels with what their bars tell, their places and widths."""
    say = words(view.lang)
    units = {short: named(short, view.lang) for short in set(data["unit"])}
    told = zip(data["unit"], data["value"], strict=True)
    shown = [units[short].said(value, say) for short, value in told]
    months = 1 if view.freq == "12m" else data["months"].to_numpy("float64")
    return with_hovers(data, shown, say).assign(
        place=places(data, view), average=month_average(data), width=months * 0.9 * 30.4 * DAY
    )


def _bars(fuel: str, rows: pd.DataFrame, view: View) -> dict[str, Any]:
    """The bars of one fuel."""
    colour = theme.colour(view.theme, fuel)
    return {
        "x": rows["place"],
        "y": rows["average"],
        "name": words(view.lang)(PARAMETERS["fuel"].choices[fuel]),
        "width": rows["width"],
        "offset": 0,
        "marker": {"color": colour, "line": {"width": 0.5, "color": colour}},
        "text": rows["text"],
        "textposition": "none",
        "customdata": rows["origin"],
        "hovertemplate": "%{text}<extra></extra>",
    }


@cache
def _axes(lines: int) -> dict[str, Any]:
    """The axes of a grid of panels, as Plotly lays them out."""
    grid = make_subplots(lines, COLUMNS, shared_xaxes="all", vertical_spacing=0.32 / lines)
    layout = grid.to_plotly_json()["layout"]
    return {name: axis for name, axis in layout.items() if "axis" in name}


def _on(place: int) -> dict[str, str]:
    """The axes of a panel, as traces, shapes and texts name them."""
    number = place + 1 if place else ""
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _above(figure: Drawing, place: int) -> dict[str, Any]:
    """Where the title of a panel stands: above its left end."""
    number = place + 1 if place else ""
    across, up = figure.layout[f"xaxis{number}"], figure.layout[f"yaxis{number}"]
    at = {"x": across["domain"][0], "y": up["domain"][1], "xref": "paper", "yref": "paper"}
    return at | {"xanchor": "left", "yanchor": "bottom", "align": "left"}


def _drawn(data: pd.DataFrame) -> list[str]:
    """The fuels that have a panel here, in their order."""
    known = {*data["fuel"]}
    return [fuel for fuel in fuels() if fuel in known]


def mark(figure: Drawing, found: list[Break], data: pd.DataFrame, view: View) -> None:
    """A dashed line in the panel of each fuel whose source changes, labelled if it is the only."""
    for place, fuel in enumerate(_drawn(data)):
        axes = _on(place)
        refs = {"xref": axes["xaxis"], "yref": f"{axes['yaxis']} domain"}
        changes = [change for change in found if fuel in change.of]
        for change in changes:
            at = {"x0": change.at, "x1": change.at, "y0": 0, "y1": 1}
            figure.shape(type="line", line=look(view), **at, **refs)
        if len(changes) == 1:
            figure.annotate(**label(changes[0], view), x=changes[0].at, y=1, **refs)


def _title(fuel: str, rows: pd.DataFrame, view: View) -> dict[str, Any]:
    """Fuel, unit and who reports; that it is by year where the others are not."""
    say = words(view.lang)
    name, short = say(PARAMETERS["fuel"].choices[fuel]), say(str(rows["unit"].iloc[0]))
    report = say(str(rows["report"].iloc[0]))
    if view.freq in BY_PARTS and (rows["months"] == 12).all():
        short += ", " + say(FREQUENCY_WORDS["year"])
    told = f"<b>{name}</b><br>{short}<br>{report}"
    return {"text": told, "showarrow": False, "font": {"size": 12}}


CHART = Chart(
    id="energy-panels",
    title=message("All fuels side by side"),
    subtitle=lambda view: words(view.lang)(
        "Volumes from Russia to China, {frequency}, each fuel in its own unit",
        frequency=words(view.lang)(FREQUENCY_WORDS[view.freq]),
    ),
    notes=(
        message(
            "Where two bodies report a fuel, the one with more figures is drawn; the chart of a "
            "single fuel shows both. A fuel with next to no figures at this frequency is drawn by "
            "year."
        ),
        JANUARY_NOTE,
        HOLE_NOTE,
    ),
    tables=("energy_flows", "energy_annual"),
    controls=("from", "to", "freq"),
    select=select,
    draw=draw,
    missing=message("No volumes in this period. Choose an earlier start or another frequency."),
    mark=mark,
)
