"""How the suppliers of China's crude changed places: a line a country, the largest on top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import (
    LABEL_PIXELS,
    NAME_PIXELS,
    blank,
    hover_texts,
    origins,
    text_pixels,
    whole_years,
)
from dashboard.charts.crude_suppliers import suppliers_by_year
from dashboard.drawing import Drawing
from dashboard.summary import RANKED
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import Words, message, words

PLACES = 6
NEAR_YEARS = 2
"""Names below one row stand on each other, on a phone, if they are no further apart."""
BESIDE_PIXELS = 14
"""Between a line's end and its name."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Suppliers by year with their place, where none that is not stated is likely above them."""
    rows = suppliers_by_year(tables, view.lang)
    place = rows.groupby("year")["value"].rank(ascending=False, method="first").astype(int)
    ranked = rows.assign(place=place)[rows["value"] > _unstated(rows)]
    return ranked[ranked["place"] <= PLACES].reset_index(drop=True)


def _unstated(rows: pd.DataFrame) -> pd.Series:
    """The largest volume last known of a supplier that is not stated in the row's year; else 0."""
    stated = rows.pivot(index="year", columns="supplier", values="value")
    largest = stated.ffill().where(stated.isna()).max(axis=1).fillna(0)
    return rows["year"].map(largest)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Lines from place to place; Russia strong, the others quiet, all named at their end."""
    figure = blank(view)
    say = words(view.lang)
    newest = data["year"].max()
    # Russia first, since words tell the first lines alone, then those that are there to the last.
    order = data.sort_values(["year", "place"], ascending=[False, True])["supplier"].unique()
    for supplier in sorted(order, key=lambda each: each != "Russia"):
        figure.add("scatter", **_line(supplier, data[data["supplier"] == supplier], view))
    for name in _names(data, view):
        figure.annotate(**name)
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


def _line(supplier: str, stated: pd.DataFrame, view: View) -> dict[str, Any]:
    """The line of a country through its places."""
    say, tonnes = words(view.lang), unit("t", view.lang)
    rows = _with_holes(stated)
    russia = supplier == "Russia"
    colour = _colour(supplier, view)
    return {
        "x": rows["year"],
        "y": rows["place"],
        "name": say(supplier),
        "zorder": int(russia),
        "mode": "lines+markers",
        "meta": RANKED,
        "line": {"color": colour, "width": 4 if russia else 1.6},
        "marker": {"size": 12 if russia else 8, "color": colour},
        "cliponaxis": False,
        "customdata": origins(rows),
        "hovertext": hover_texts(rows, [tonnes.said(each, say) for each in rows["value"]], say),
        "hovertemplate": f"<b>{say(supplier)}</b><br>%{{hovertext}}<extra></extra>",
    }


def _colour(supplier: object, view: View) -> str:
    russia = supplier == "Russia"
    return theme.colour(view.theme, "RUS") if russia else theme.palette(view.theme).muted


def _names(data: pd.DataFrame, view: View) -> Iterator[dict[str, object]]:
    """Each country's name at its last place: beside it, or below where the country drops out."""
    say = words(view.lang)
    newest = data["year"].max()
    ends = data.sort_values("year").drop_duplicates("supplier", keep="last")
    taken = defaultdict[tuple[int, int], set[int]](set)  # lines below a place, by place and year
    for end in ends.sort_values(["place", "year"]).itertuples():
        look = {"showarrow": False, "font": {"color": _colour(end.supplier, view), "size": 12}}
        at = {"x": end.year, "y": end.place}
        if end.year == newest:
            yield {**at, **look, **_beside(end.supplier, say)}
            continue
        years = range(end.year - NEAR_YEARS, end.year + 1)
        near = set[int]().union(*(taken[end.place, year] for year in years))
        lines = _free_lines(_name(end.supplier, say).count("<br>") + 1, near)
        taken[end.place, end.year] |= set(lines)
        yield {**at, **look, **_below(end.supplier, lines[0], say)}


def _free_lines(height: int, taken: set[int]) -> range:
    """The first lines, so many under each other, of which none is taken."""
    first = 0
    while not taken.isdisjoint(range(first, first + height)):
        first += 1
    return range(first, first + height)


def _name(supplier: object, say: Words) -> str:
    """A country's name, a line a word: wider ones would stand on each other on a phone."""
    return say(str(supplier)).replace(" ", "<br>")


def _beside(supplier: object, say: Words) -> dict[str, object]:
    text = _name(supplier, say)
    return {"text": text, "xanchor": "left", "xshift": BESIDE_PIXELS, "align": "left"}


def _below(supplier: object, lines: int, say: Words) -> dict[str, object]:
    """A name clear of the years after, and of a neighbour's so many lines."""
    return {"text": _name(supplier, say), "yanchor": "top", "yshift": -8 - lines * LABEL_PIXELS}


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
            "Places count only suppliers whose yearly volume has been found. A supplier has none "
            "in a year in which another is not stated whose last known volume was larger."
        ),
    ),
    tables=("energy_suppliers",),
    controls=(),
    select=select,
    draw=draw,
    missing=message("No year states the volume of more than one supplier."),
)
