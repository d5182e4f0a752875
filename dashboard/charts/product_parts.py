"""The stated parts of trade, or of one product: a click on a bar goes into it."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import (
    FLOW_NAMES,
    LABEL_PIXELS,
    NAME_PIXELS,
    blank,
    hover_texts,
    in_lines,
    origins,
)
from dashboard.charts._products import parts_of, product_name, stated_years
from dashboard.drawing import Drawing
from dashboard.units import Unit, unit
from dashboard.view import View
from dashboard.words import Words, message, words

PARTS_SHOWN = 18
BETWEEN_PIXELS = 8
"""Between the names of two bars."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Newest yearly value of each stated part in the chosen direction, in US dollars.

    Where the product has no stated parts, itself.
    """
    years = stated_years(tables)
    rows = years[(years["flow"] == view.flow) & (years["product"] != "TOTAL")]
    parts = parts_of(list(rows["product"].unique()), view.product) or [view.product]
    known = measures.on_year(
        rows[rows["product"].isin(parts)].rename(columns={"start": "period"}), ["product"]
    )
    newest = known.sort_values("period").groupby("product", as_index=False).tail(1)
    total = years[(years["flow"] == view.flow) & (years["product"] == "TOTAL")]
    whole = newest["period"].map(total.set_index("start")["value"])
    return newest.assign(
        year=newest["period"].dt.year,
        share=newest["value"] / whole * 100,
        value=newest["value"] / unit("usd", view.lang).size,
    ).nlargest(PARTS_SHOWN, "value")[
        ["product", "year", "value", "share", measures.PERCENT, "status", "source", "vintage"]
    ]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Horizontal bars, the year written beside each value."""
    figure = blank(view)
    say = words(view.lang)
    money = unit("usd", view.lang)
    rows = data.sort_values("value")
    half = rows["value"].max() / 2
    names = [in_lines(product_name(code, say), say) for code in rows["product"]]
    texts = [f"{money.number(row.value, say)}  ({row.year})" for row in rows.itertuples()]
    figure.add(
        "bar",
        x=rows["value"],
        y=names,
        orientation="h",
        name=say(FLOW_NAMES[view.flow]),
        marker={"color": theme.colour(view.theme, view.flow)},
        text=texts,
        # Beside the long bars there is no room on a phone.
        textposition=["inside" if long else "outside" for long in rows["value"] > half],
        insidetextanchor="end",
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        hovertext=hover_texts(rows, _shown(rows, money, say), say),
        customdata=[
            [*origin, code] for origin, code in zip(origins(rows), rows["product"], strict=True)
        ],
        hovertemplate="<b>%{y}</b><br>%{hovertext}<extra></extra>",
    )
    figure.arrange(xaxis={"visible": False, "range": [0, rows["value"].max()]})
    figure.arrange(yaxis={"showgrid": False})
    lines = max(name.count("<br>") + 1 for name in names)
    row = LABEL_PIXELS * lines + BETWEEN_PIXELS
    figure.arrange(height=max(200, row * len(rows) + 60), margin={"r": NAME_PIXELS})
    return figure


def _shown(rows: pd.DataFrame, money: Unit, say: Words) -> list[str]:
    """Value and share of each row."""
    return [
        say(
            "{value}, {share} % of the flow",
            value=money.said(row.value, say),
            share=say.number(row.share, 1),
        )
        for row in rows.itertuples()
    ]


def subtitle(view: View) -> str:
    """Direction, what the parts are of, unit."""
    say = words(view.lang)
    whole = product_name(view.product, say) if view.product else say("all goods")
    return say(
        "{flow}, stated parts of {whole}, newest year with a stated value, {unit}",
        flow=say(FLOW_NAMES[view.flow]),
        whole=whole,
        unit=say(unit("usd", view.lang).name),
    )


CHART = Chart(
    id="product-parts",
    title=message("Products by value"),
    subtitle=subtitle,
    notes=(
        message("Years differ from product to product: each bar says its own."),
        message(
            "A click on a bar goes into the product, down to the finest code that a report states. "
            "Parts that no report states are not drawn, so the bars do not add up to the whole."
        ),
    ),
    tables=("series_annual",),
    controls=("flow", "product"),
    select=select,
    draw=draw,
    missing=message("No value of this product in this direction. Choose another one."),
)
