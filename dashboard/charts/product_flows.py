"""What goes each way in one year: from seller to product to buyer, as wide as its value."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank
from dashboard.charts.sector_mix import NOT_STATED, UNSTATED_NOTE, part_names
from dashboard.units import Unit, unit
from dashboard.view import View
from dashboard.words import Words, message, words

NODE_PIXELS = 38
PAD_PIXELS = 22
SELLERS = {"import": message("Russia sells"), "export": message("China sells")}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Products of both directions in the newest year by `to` in which both directions are known."""
    mix = tables["sector_mix"]
    until = int(view.end[:4] or 9999)
    stated = mix[(mix["product"] != "not_stated") & (mix["year"] <= until)]
    both = stated.groupby("year")["flow"].nunique()
    years = both[both == 2].index
    if years.empty:
        return mix.iloc[:0].assign(value=[])
    rows = mix[mix["year"] == max(years)]
    return rows.assign(
        product=part_names(rows["product"]), value=rows["value_usd"] / unit("usd", view.lang).size
    )[["year", "flow", "product", "value", "share", "status", "source", "vintage"]].sort_values(
        ["flow", "value"], ascending=[True, False], ignore_index=True
    )


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A Sankey diagram: two sellers at the left, their products at the right, named beside it."""
    figure = blank(view)
    say = words(view.lang)
    money = unit("usd", view.lang)
    height = max(460, NODE_PIXELS * len(data) + 100)
    centres = _centres(list(data["value"]), height)
    sellers = [flow for flow in SELLERS if (data["flow"] == flow).any()]
    middles = [_middle(centres, data, flow) for flow in sellers]
    names = [say(SELLERS[flow]) for flow in sellers]
    labels = [_label(row, money, say) for row in data.itertuples()]
    colours = [theme.colour(view.theme, flow) for flow in sellers]
    quiet = theme.palette(view.theme).muted
    colours += [
        quiet if row.product == NOT_STATED else theme.colour(view.theme, row.flow)
        for row in data.itertuples()
    ]
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [*names, *labels],
            "color": colours,
            "x": [0.001] * len(sellers) + [0.999] * len(data),
            "y": [*middles, *centres],
            "pad": PAD_PIXELS,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": f"%{{label}} {say(money.short)}<extra></extra>",
        },
        link={
            "source": [sellers.index(flow) for flow in data["flow"]],
            "target": list(range(len(sellers), len(sellers) + len(data))),
            "value": list(data["value"]),
            "color": [_pale(colour) for colour in colours[len(sellers) :]],
            "hovertemplate": f"%{{target.label}} {say(money.short)}<extra></extra>",
        },
        name=say("Products"),
        textfont={"color": "rgba(0,0,0,0)", "shadow": "none"},
    )
    sides = [
        _name_beside(name, middle, x=0, xanchor="right", xshift=-6, textangle=-90)
        for name, middle in zip(names, middles, strict=True)
    ]
    sides += [
        _name_beside(label, centre, x=1, xanchor="left", xshift=8)
        for label, centre in zip(labels, centres, strict=True)
    ]
    letters = max(map(len, labels)) * (2 if view.lang == "zh" else 1)
    figure.update_layout(
        annotations=sides, height=height, margin={"l": 28, "r": min(210, 24 + 7 * letters)}
    )
    return figure


def _centres(values: list[float], height: int) -> list[float]:
    """Where each product's node has its middle, from 0 at the top to 1: stacked, apart by a pad."""
    inner = height - 36  # what the template's margins leave
    scale = (inner - PAD_PIXELS * (len(values) - 1)) / sum(values)
    tops = [sum(values[:place]) * scale + place * PAD_PIXELS for place in range(len(values))]
    return [(top + value * scale / 2) / inner for top, value in zip(tops, values, strict=True)]


def _middle(centres: list[float], data: pd.DataFrame, flow: str) -> float:
    """The height at which a seller's products lie on average, by their value."""
    rows = data["flow"] == flow
    placed = pd.Series(centres, index=data.index)[rows]
    return float((placed * data.loc[rows, "value"]).sum() / data.loc[rows, "value"].sum())


def _name_beside(text: str, centre: float, **place: object) -> dict[str, object]:
    """A node's name outside of the flows, where no link crosses it."""
    own = {"y": 1 - centre, "xref": "paper", "yref": "paper", "yanchor": "middle"}
    return {"text": text, "showarrow": False, "font": {"size": 12}, **own, **place}


def _label(row: Any, money: Unit, say: Words) -> str:
    return f"{say(row.product)} {money.number(row.value, say, 1)}"


def _pale(colour: str) -> str:
    """The colour, see-through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def subtitle(view: View) -> str:
    """Unit and what decides the year."""
    say = words(view.lang)
    return say(
        "Products of stated value in both directions, newest year that both have, {unit}",
        unit=say(unit("usd", view.lang).name),
    )


CHART = Chart(
    id="product-flows",
    title=message("What goes each way"),
    subtitle=subtitle,
    notes=(UNSTATED_NOTE,),
    tables=("sector_mix",),
    controls=("to",),
    select=select,
    draw=draw,
    missing=message("No year by then has stated products in both directions. Choose a later end."),
)
