"""Who depends on whom for a product: what the flow is to its buyer, and what to its seller."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, in_lines, origins
from dashboard.charts._products import EVERYTHING, codes_at, product_name
from dashboard.charts._trade import MIRRORED
from dashboard.charts.product_parts import select as parts
from dashboard.drawing import Drawing
from dashboard.shelf import rows_of
from dashboard.view import View
from dashboard.words import Words, message, words
from etl import harmonized_system as hs

REPORTS = ("GACC", "FCS")
"""The customs of both sides."""
ABOUT = ("measure", "unit", "source", "vintage")
SIDES = {
    ("import", "CHN"): message("Russia’s share in China’s imports"),
    ("import", "RUS"): message("China’s share in Russia’s exports"),
    ("export", "CHN"): message("Russia’s share in China’s exports"),
    ("export", "RUS"): message("China’s share in Russia’s imports"),
}
"""What the flow is to each side, by China's flow and by who reports."""
UNKNOWN = message("no world total found")
ROW_PIXELS = 46


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Shares in percent of the chosen product and its stated parts, for both sides.

    The newest year of which a side's report has both the partner and the world; without `value`
    and `year` where there is none. Shares of the value, else of the quantity, as `measure` says.
    """
    shown = [view.product or EVERYTHING, *parts(tables, view)["product"]]
    products = pd.DataFrame({"product": list(dict.fromkeys(shown))})
    products["place"] = products["product"].map(hs.place_of)
    sides = [
        products.merge(_shares(tables, reporter, flow, products["place"]), "left", on="place")
        for reporter, flow in (("CHN", view.flow), ("RUS", MIRRORED[view.flow]))
    ]
    rows = pd.concat(
        [
            side.assign(side=SIDES[view.flow, reporter])
            for side, reporter in zip(sides, ("CHN", "RUS"), strict=True)
        ],
        ignore_index=True,
    )
    rows["source"] = rows["source"].fillna("")
    rows["year"] = rows["year"].astype("Int64")
    columns = ["product", "side", "year", "value", measures.POINTS, "measure", "unit"]
    return rows[[*columns, "source", "vintage"]]


def _shares(tables: Tables, reporter: str, flow: str, places: pd.Series) -> pd.DataFrame:
    """A side's newest share at each place."""
    codes = tuple(code for place in dict.fromkeys(places) for code in codes_at(place))
    found = rows_of(
        tables, "dependence", reporter=reporter, flow=flow, statistic=REPORTS, product=codes
    )
    # Of one year, the value counts before the quantity.
    ordered = found.sort_values(["year", "measure"], ascending=[True, True])
    told = ordered.assign(place=ordered["product"].map(hs.place_of), value=ordered["share"])
    compared = measures.on_year(told, ["product", "measure", "unit"], measures.POINTS)
    newest = compared.drop_duplicates("place", keep="last")
    return newest[["place", "year", "value", measures.POINTS, *ABOUT]]


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Two bars a product, one a side, by the colours that a legend above them names.

    What has no share on either side is told in the caption.
    """
    figure = blank(view)
    say = words(view.lang)
    drawn = data[~data["product"].isin(_unknown(data))]
    names = [in_lines(product_name(code, say), say) for code in dict.fromkeys(drawn["product"])]
    for side in ("CHN", "RUS"):
        rows = drawn[drawn["side"] == SIDES[view.flow, side]]
        figure.add("bar", **_bars(rows, names, theme.colour(view.theme, side), say))
    figure.arrange(xaxis={"visible": False, "range": [0, max(data["value"].max(), 1) * 2]})
    figure.arrange(yaxis={"range": [len(names) - 0.5, -0.5], "showgrid": False})
    figure.arrange(barmode="group", height=ROW_PIXELS * len(names) + 80)
    return figure


def _unknown(data: pd.DataFrame) -> list[str]:
    """The products of which neither side's share is known, besides the one that was asked for."""
    known = {data["product"].iloc[0], *data.loc[data["value"].notna(), "product"]}
    return [code for code in dict.fromkeys(data["product"]) if code not in known]


def caption(data: pd.DataFrame, view: View) -> str:
    """Names the products that have no share, and so no bars."""
    say = words(view.lang)
    names = say.listed(product_name(code, say) for code in _unknown(data))
    return say("No world total found: {products}.", products=names) if names else ""


def _bars(rows: pd.DataFrame, names: list[str], colour: str, say: Words) -> dict[str, Any]:
    """One side's bars, each told with its year; of no length where the share is not known."""
    side = say(str(rows["side"].iloc[0]))
    return {
        "x": rows["value"].astype("float64").fillna(0),
        "y": names,
        "orientation": "h",
        "name": side,
        "marker": {"color": colour},
        "text": [_told(row, say) for row in rows.itertuples()],
        "textposition": "outside",
        "hovertext": _hovers(rows, say),
        "cliponaxis": False,
        "customdata": origins(rows.assign(year=rows["year"].fillna(1970))),
        "hovertemplate": f"<b>%{{y}}</b><br>{side}<br>%{{hovertext}}<extra></extra>",
    }


def _told(row: Any, say: Words) -> str:
    """The share with its year, and the unit where it is one of the quantity."""
    if pd.isna(row.value):
        return say(UNKNOWN)
    by = f", {say(row.unit)}" if row.measure == "quantity" else ""
    return f"{say.number(row.value, 1)} % ({row.year:.0f}{by})"


def _share(row: Any, say: Words) -> str:
    by = f", {say(row.unit)}" if row.measure == "quantity" else ""
    return f"{say.number(row.value, 1)} %{by}"


def _hovers(rows: pd.DataFrame, say: Words) -> list[str]:
    """What is told of each row; of one without a share, that there is none."""
    known = rows[rows["value"].notna()]
    texts = hover_texts(known, [_share(row, say) for row in known.itertuples()], say)
    told = dict(zip(known.index, texts, strict=True))
    return [told.get(each, say(UNKNOWN)) for each in rows.index]


def subtitle(view: View) -> str:
    """Direction and product."""
    say = words(view.lang)
    return say(
        "{flow}: {product} and its stated parts, newest year of each, percent",
        flow=say(FLOW_NAMES[view.flow]),
        product=product_name(view.product, say) if view.product else say("all goods"),
    )


CHART = Chart(
    id="product-dependence",
    title=message("Who depends on whom"),
    subtitle=subtitle,
    notes=(
        message(
            "Each share is one side’s own report of the trade with the partner over the same "
            "report of the trade with the world: same year, same product, by value. Where a unit "
            "stands beside the year, the value of one of the two has not been found, and the share "
            "is one of the quantity."
        ),
        message(
            "‘No world total found’ means that no document read so far states the product’s trade "
            "with all countries. With UN Comtrade’s data every chapter and heading has it, finer "
            "codes do not; Russia’s own report ends with 2021."
        ),
    ),
    tables=("dependence", "series_annual"),
    controls=("flow", "product"),
    select=select,
    draw=draw,
    caption=caption,
    missing=message("No value of this product in this direction. Choose another one."),
)
