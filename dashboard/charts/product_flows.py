"""What goes each way in one year: from seller to product to buyer, as wide as its value."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import BILLION, blank
from dashboard.charts.sector_mix import NOT_STATED, UNSTATED_NOTE, part_names
from dashboard.view import View
from dashboard.words import Words, message, words

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
    return rows.assign(product=part_names(rows["product"]), value=rows["value_usd"] / BILLION)[
        ["year", "flow", "product", "value", "share", "status", "source", "vintage"]
    ].sort_values(["flow", "value"], ascending=[True, False], ignore_index=True)


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A Sankey diagram: two sellers at the left, their products at the right."""
    figure = blank(view)
    say = words(view.lang)
    sellers = list(SELLERS)
    nodes = [say(SELLERS[flow]) for flow in sellers]
    nodes += [_label(row, say) for row in data.itertuples()]
    colours = [theme.colour(view.theme, flow) for flow in sellers]
    quiet = theme.palette(view.theme).muted
    colours += [
        quiet if row.product == NOT_STATED else theme.colour(view.theme, row.flow)
        for row in data.itertuples()
    ]
    figure.add_sankey(
        arrangement="snap",
        node={
            "label": nodes,
            "color": colours,
            "pad": 22,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": f"%{{label}}: %{{value:,.2f}} {say('bn USD')}<extra></extra>",
        },
        link={
            "source": [sellers.index(flow) for flow in data["flow"]],
            "target": list(range(len(sellers), len(nodes))),
            "value": list(data["value"]),
            "color": [_pale(colour) for colour in colours[len(sellers) :]],
            "hovertemplate": f"%{{target.label}}: %{{value:,.2f}} {say('bn USD')}<extra></extra>",
        },
        name=say("Products"),
        textfont={"color": theme.palette(view.theme).text, "shadow": "none"},
    )
    figure.update_layout(height=max(460, 38 * len(nodes)))
    return figure


def _label(row: object, say: Words) -> str:
    value = say.number(row.value, 1)  # type: ignore[attr-defined]
    return f"{say(row.product)} {value}"  # type: ignore[attr-defined]


def _pale(colour: str) -> str:
    """The colour, see-through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def subtitle(view: View) -> str:
    """Unit and what decides the year."""
    return words(view.lang)(
        "Products of stated value in both directions, newest year that both have, billion US "
        "dollars"
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
