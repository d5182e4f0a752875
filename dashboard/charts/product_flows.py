"""What goes each way in one year: from seller to product to buyer, as wide as its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, hover_texts, origins
from dashboard.charts.sector_mix import NOT_STATED, UNSTATED_NOTE, parts_compared, small_added_up
from dashboard.drawing import Drawing
from dashboard.units import Unit, unit
from dashboard.view import View, years_within
from dashboard.words import Words, message, words

NODE_PIXELS = 38
PAD_PIXELS = 22
SELLERS = {"import": message("Russia sells"), "export": message("China sells")}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Products of both directions in the newest year by `to` in which both directions are known."""
    mix = tables["sector_mix"]
    _, until = years_within(view)
    stated = mix[(mix["product"] != "not_stated") & (mix["year"] <= until)]
    both = stated.groupby("year")["flow"].nunique()
    years = both[both == 2].index
    if years.empty:
        return mix.iloc[:0].assign(value=[])
    told = parts_compared(mix, view.lang)
    columns = ["year", "flow", "product", "value", "share", measures.PERCENT]
    parts = small_added_up(told[told["year"] == max(years)])
    return parts[[*columns, "status", "source", "vintage"]].sort_values(
        ["flow", "value"], ascending=[True, False], ignore_index=True
    )


@dataclass(frozen=True)
class _Plan:
    """Where the nodes stand from 0 at the top to 1, how they are named and coloured."""

    sellers: list[str]
    middles: list[float]
    names: list[str]
    centres: list[float]
    labels: list[str]
    colours: list[str]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A Sankey diagram: two sellers at the left, their products at the right, named beside it."""
    figure = blank(view)
    height = max(460, NODE_PIXELS * len(data) + 100)
    plan = _plan(data, view, height)
    figure.add("sankey", **_sankey(data, plan, view))
    letters = max(map(len, plan.labels)) * (2 if view.lang == "zh" else 1)
    for name in _names(plan):
        figure.annotate(**name)
    figure.arrange(height=height, margin={"l": 28, "r": min(210, 24 + 7 * letters)})
    return figure


def _plan(data: pd.DataFrame, view: View, height: int) -> _Plan:
    say = words(view.lang)
    money = unit("usd", view.lang)
    quiet = theme.palette(view.theme).muted
    centres = _centres(list(data["value"]), height)
    sellers = [flow for flow in SELLERS if (data["flow"] == flow).any()]
    return _Plan(
        sellers=sellers,
        middles=[_middle(centres, data, flow) for flow in sellers],
        names=[say(SELLERS[flow]) for flow in sellers],
        centres=centres,
        labels=[_label(row, money, say) for row in data.itertuples()],
        colours=[
            quiet if row.product == NOT_STATED else theme.colour(view.theme, row.flow)
            for row in data.itertuples()
        ],
    )


def _sankey(data: pd.DataFrame, plan: _Plan, view: View) -> dict[str, Any]:
    """The trace: a node and a link for each product in order, then the nodes of the sellers.

    A click tells a node or link by its number alone, so that both find their origin by it.
    """
    say = words(view.lang)
    money = unit("usd", view.lang)
    sellers = plan.sellers
    told = hover_texts(data, [money.said(value, say) for value in data["value"]], say)
    return {
        "arrangement": "fixed",
        "node": {
            "label": [*plan.labels, *plan.names],
            "color": [*plan.colours, *(theme.colour(view.theme, flow) for flow in sellers)],
            "x": [0.999] * len(data) + [0.001] * len(sellers),
            "y": [*plan.centres, *plan.middles],
            "pad": PAD_PIXELS,
            "thickness": 14,
            "line": {"width": 0},
            "customdata": [*told, *_totals(data, sellers, money, say)],
            "hovertemplate": "<b>%{label}</b><br>%{customdata}<extra></extra>",
        },
        "link": {
            "source": [len(data) + sellers.index(flow) for flow in data["flow"]],
            "target": list(range(len(data))),
            "value": list(data["value"]),
            "color": [_pale(colour) for colour in plan.colours],
            "customdata": told,
            "hovertemplate": "<b>%{target.label}</b><br>%{customdata}<extra></extra>",
        },
        "name": say("Products"),
        "customdata": origins(data),
        "textfont": {"color": "rgba(0,0,0,0)", "shadow": "none"},
    }


def _totals(data: pd.DataFrame, sellers: list[str], money: Unit, say: Words) -> list[str]:
    """What each seller sells, its year before it."""
    sums = data.groupby("flow")["value"].sum()
    return [f"{data['year'].max()}: {money.said(sums[flow], say)}" for flow in sellers]


def _names(plan: _Plan) -> list[dict[str, object]]:
    """The sellers' names along their nodes, the products' beside theirs."""
    sides = [
        _name_beside(name, middle, x=0, xanchor="right", xshift=-6, textangle=-90)
        for name, middle in zip(plan.names, plan.middles, strict=True)
    ]
    return sides + [
        _name_beside(label, centre, x=1, xanchor="left", xshift=8)
        for label, centre in zip(plan.labels, plan.centres, strict=True)
    ]


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
