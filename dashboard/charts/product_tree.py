"""The newest year's products as areas, and what is not stated beside them."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, in_lines, origins
from dashboard.charts.sector_mix import UNSTATED_NOTE, part_colours, parts_compared, small_added_up
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View, years_within
from dashboard.words import message, words

AREA_LETTERS = 12
"""Of a line of a name: more do not fit into an area of some percent."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Products of the chosen direction in its newest year by `to`, in US dollars."""
    mix = tables["sector_mix"]
    rows = mix[(mix["flow"] == view.flow) & (mix["year"] <= years_within(view)[1])]
    told = parts_compared(rows, view.lang)
    return small_added_up(told[told["year"] == told["year"].max()]).sort_values(
        "value", ascending=False, ignore_index=True
    )[["year", "product", "value", "share", measures.PERCENT, "status", "source", "vintage"]]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Areas by value; what is not stated is grey."""
    figure = blank(view)
    say = words(view.lang)
    money = unit("usd", view.lang)
    colours = theme.palette(view.theme)
    shades = part_colours(data["product"], view.theme)
    figure.add(
        "treemap",
        labels=[in_lines(say(name), say, AREA_LETTERS) for name in data["product"]],
        parents=[""] * len(data),
        values=data["value"],
        text=[
            f"{money.said(value, say, 1)}<br>{say.number(share, 1)} %"
            for value, share in zip(data["value"], data["share"], strict=True)
        ],
        textinfo="label+text",
        marker={
            "colors": [shades[name] for name in data["product"]],
            "line": {"width": 2, "color": colours.paper},
        },
        textfont={"color": "#FFFFFF" if view.theme == "light" else "#14161B", "size": 14},
        hovertext=hover_texts(data, [money.said(value, say, 1) for value in data["value"]], say),
        customdata=origins(data),
        hovertemplate="<b>%{label}</b><br>%{hovertext}<extra></extra>",
        tiling={"pad": 2},
        name=str(data["year"].max()),
    )
    figure.arrange(
        margin={"t": 8, "l": 0, "r": 0, "b": 0},
        # What would have to be written smaller is left to the hover.
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    return figure


CHART = Chart(
    id="product-tree",
    title=message("The parts of a year"),
    subtitle=lambda view: words(view.lang)(
        "{flow}, newest year with stated products, {unit} and percent of the flow",
        flow=words(view.lang)(FLOW_NAMES[view.flow]),
        unit=words(view.lang)(unit("usd", view.lang).name),
    ),
    notes=(
        message("The areas add up to the flow’s total."),
        UNSTATED_NOTE,
    ),
    tables=("sector_mix",),
    controls=("flow", "to"),
    select=select,
    draw=draw,
    missing=message("No product values for this direction. Choose the other direction."),
)
