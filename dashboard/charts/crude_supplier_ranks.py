"""How the suppliers of China's crude changed places: a line a country, the largest on top."""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import (
    NAME_PIXELS,
    blank,
    hover_texts,
    origins,
    text_pixels,
    whole_years,
)
from dashboard.charts.crude_suppliers import suppliers_by_year
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import Words, message, words

PLACES = 6
BESIDE_PIXELS = 14
"""Between a line's end and its name."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Suppliers by year with their place among those whose volume is stated."""
    rows = suppliers_by_year(tables, view.lang)
    place = rows.groupby("year")["value"].rank(ascending=False, method="first").astype(int)
    ranked = rows.assign(place=place)
    return ranked[ranked["place"] <= PLACES].reset_index(drop=True)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Lines from place to place; Russia strong, the others quiet, all named at their end."""
    figure = blank(view)
    say = words(view.lang)
    tonnes = unit("t", view.lang)
    newest = data["year"].max()
    quiet = theme.palette(view.theme).muted
    for supplier, stated in data.groupby("supplier"):
        rows = _with_holes(stated)
        russia = supplier == "Russia"
        colour = theme.colour(view.theme, "RUS") if russia else quiet
        figure.add(
            "scatter",
            x=rows["year"],
            y=rows["place"],
            name=say(str(supplier)),
            mode="lines+markers",
            line={"color": colour, "width": 4 if russia else 1.6},
            marker={"size": 12 if russia else 8, "color": colour},
            cliponaxis=False,
            customdata=origins(rows),
            hovertext=hover_texts(rows, [tonnes.said(each, say) for each in rows["value"]], say),
            hovertemplate=f"<b>{say(str(supplier))}</b><br>%{{hovertext}}<extra></extra>",
        )
        last = stated.loc[stated["year"].idxmax()]
        figure.annotate(
            x=last["year"],
            y=last["place"],
            showarrow=False,
            **_beside(supplier, say) if last["year"] == newest else _below(supplier, say),
            font={"color": colour, "size": 12},
        )
    beside = data.loc[data["year"] == newest, "supplier"]
    widest = max(text_pixels(_name(each, say)) for each in beside)
    figure.arrange(showlegend=False, margin={"r": BESIDE_PIXELS + widest + NAME_PIXELS})
    figure.arrange(xaxis=whole_years(data["year"]))
    figure.arrange(
        yaxis={
            "range": [PLACES + 0.6, 0.4],
            "dtick": 1,
            "showgrid": False,
            "title": {"text": say("place")},
            "zeroline": False,
        }
    )
    return figure


def _name(supplier: object, say: Words) -> str:
    """A country's name, a line a word: wider ones would stand on each other on a phone."""
    return say(str(supplier)).replace(" ", "<br>")


def _beside(supplier: object, say: Words) -> dict[str, object]:
    text = _name(supplier, say)
    return {"text": text, "xanchor": "left", "xshift": BESIDE_PIXELS, "align": "left"}


def _below(supplier: object, say: Words) -> dict[str, object]:
    """A country that drops out is named below its last place, clear of the years after."""
    return {"text": _name(supplier, say), "yanchor": "top", "yshift": -8}


def _with_holes(stated: pd.DataFrame) -> pd.DataFrame:
    """A row a year from the first stated to the last; what was not stated has no place."""
    years = pd.DataFrame({"year": range(stated["year"].min(), stated["year"].max() + 1)})
    rows = years.merge(stated, "left", on="year")
    texts = ["status", "source", "document"]
    return rows.fillna(dict.fromkeys(texts, ""))


CHART = Chart(
    id="crude-supplier-ranks",
    title=message("Russia’s place among China’s crude suppliers"),
    subtitle=lambda view: words(view.lang)(
        "Place by yearly volume among suppliers whose volume a public report states"
    ),
    notes=(
        message(
            "Places count only suppliers whose yearly volume has been found; the first places are "
            "reported every year, the later ones not."
        ),
    ),
    tables=("energy_suppliers",),
    controls=(),
    select=select,
    draw=draw,
    missing=message("No year states the volume of more than one supplier."),
)
