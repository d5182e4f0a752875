"""How the mix changed between two years: a line a product from its share then to its share now."""

from __future__ import annotations

import pandas as pd

from dashboard import measures
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import (
    FLOW_NAMES,
    LABEL_PIXELS,
    apart,
    blank,
    in_lines,
    with_hovers,
)
from dashboard.charts._history import history
from dashboard.charts.sector_mix import part_colours, part_names
from dashboard.drawing import Drawing
from dashboard.view import View, years_within
from dashboard.words import message, words

PRODUCTS_SHOWN = 8
LARGE = 1
"""Percent of the flow: smaller products do not decide which years are drawn."""

LEAST_BETWEEN = 6
"""Pixels between two names."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Shares in percent of the products of the chosen direction, in two years.

    The years are those of the period that state the most larger products in common, furthest
    apart.
    """
    compared = _shares(tables, view)
    within = compared[compared["year"].between(*years_within(view))]
    chosen = within[within["year"].isin(_years(within))]
    both = chosen[chosen.groupby("product")["year"].transform("nunique") == 2]
    largest = both.groupby("product")["share"].max().nlargest(PRODUCTS_SHOWN).index
    kept = both[both["product"].isin(largest)]
    return kept.assign(product=part_names(kept["product"]))[
        ["year", "product", "value", measures.POINTS, "status", "source", "vintage"]
    ].sort_values(["year", "value"], ignore_index=True)


@history
def _shares(tables: Tables, view: View) -> pd.DataFrame:
    mix = tables["sector_mix"]
    stated = mix[(mix["flow"] == view.flow) & (mix["product"] != "not_stated")]
    return measures.on_year(stated.assign(value=stated["share"]), ["product"], measures.POINTS)


def _years(rows: pd.DataFrame) -> tuple[int, ...]:
    """The two years with the most products in common; of several such, those furthest apart.

    A product counts that makes `LARGE` percent in some year; any, where no two years share such.
    """
    large = rows[rows.groupby("product")["share"].transform("max") >= LARGE]
    return _with_most_in_common(large) or _with_most_in_common(rows)


def _with_most_in_common(rows: pd.DataFrame) -> tuple[int, ...]:
    products = {int(year): set(each["product"]) for year, each in rows.groupby("year")}
    pairs = [(early, late) for early in products for late in products if early < late]
    return max(
        pairs,
        key=lambda pair: (len(products[pair[0]] & products[pair[1]]), pair[1] - pair[0], pair[1]),
        default=(),
    )


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a product between two upright axes, named with its share at both ends."""
    figure = blank(view)
    say = words(view.lang)
    early, late = data["year"].min(), data["year"].max()
    colours = part_colours(data["product"], view.theme)
    told = with_hovers(data, [f"{say.number(share, 1)} %" for share in data["value"]], say)
    for product, rows in told.groupby("product", sort=False):
        figure.add(
            "scatter",
            x=rows["year"],
            y=rows["value"],
            name=say(str(product)),
            mode="lines+markers",
            line={"color": colours[str(product)], "width": 2.4},
            marker={"size": 8},
            cliponaxis=False,
            customdata=rows["origin"],
            text=rows["text"],
            hovertemplate=f"<b>{say(str(product))}</b><br>%{{text}}<extra></extra>",
        )
    _name_ends(figure, data[data["year"] == early], "right", view)
    _name_ends(figure, data[data["year"] == late], "left", view)
    figure.arrange(
        xaxis={"tickvals": [early, late], "tickformat": "d", "range": [early, late], "side": "top"}
    )
    figure.arrange(yaxis={"visible": False, "range": [-2, data["value"].max() * 1.06]})
    figure.arrange(showlegend=False, margin={"l": 60, "r": 140, "t": 48}, height=400)
    return figure


def _name_ends(figure: Drawing, rows: pd.DataFrame, anchor: str, view: View) -> None:
    """Beside each point its share; at the right also the product."""
    say = words(view.lang)
    colours = part_colours(rows["product"], view.theme)
    heights = list(rows["value"])
    texts = [f"{say.number(share, 1)} %" for share in heights]
    if anchor == "left":
        named = zip(texts, rows["product"], strict=True)
        texts = [in_lines(f"{text} {say(product)}", say) for text, product in named]
    lines = max(text.count("<br>") + 1 for text in texts)
    shifts = apart(heights, heights, lines * LABEL_PIXELS + LEAST_BETWEEN)
    for row, text, shift in zip(rows.itertuples(), texts, shifts, strict=True):
        figure.annotate(
            x=row.year,
            y=row.value,
            text=text,
            showarrow=False,
            align="left",
            xanchor=anchor,
            xshift=-10 if anchor == "right" else 10,
            yshift=shift,
            font={"size": 12, "color": colours[row.product]},
        )


CHART = Chart(
    id="mix-slope",
    title=message("Then and now"),
    subtitle=lambda view: words(view.lang)(
        "{flow}: shares of products in two years, percent of the flow",
        flow=words(view.lang)(FLOW_NAMES[view.flow]),
    ),
    notes=(
        message(
            "The two years are those of the chosen period that state the most products of a "
            "percent or more in common, furthest apart; products that only one of them states are "
            "not drawn."
        ),
    ),
    tables=("sector_mix",),
    controls=("flow", "from", "to"),
    select=select,
    draw=draw,
    missing=message("No two years of this period state a product in common. Widen the period."),
)
