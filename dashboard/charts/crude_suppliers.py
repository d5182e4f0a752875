"""Who supplies China's crude: the suppliers of which a report states the year's volume."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, whole_years, with_hovers
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words
from etl.codes import AREAS

SUPPLIERS_SHOWN = 6


def suppliers_by_year(tables: Tables, language: str) -> pd.DataFrame:
    """China's crude imports of the years that name several suppliers, in tonnes of the language."""
    suppliers = tables["energy_suppliers"]
    rows = suppliers[
        (suppliers["product"] == "crude_oil")
        & (suppliers["unit"] == "t")
        & (suppliers["suppliers"] > 1)
    ]
    columns = ["year", "supplier", "value", "status", "source", "vintage"]
    told = rows.assign(
        supplier=rows["partner"].map(AREAS), value=rows["value"] / unit("t", language).size
    )[columns]
    return measures.on_year(told, ["supplier"]).sort_values(
        ["year", "value"], ascending=[True, False], ignore_index=True
    )


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The largest suppliers by year, in tonnes."""
    rows = suppliers_by_year(tables, view.lang)
    largest = rows.groupby("supplier")["value"].max().nlargest(SUPPLIERS_SHOWN).index
    return rows[rows["supplier"].isin(largest)].reset_index(drop=True)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A group of bars a year; Russia, and nobody else, in the colour that it has everywhere."""
    figure = blank(view)
    say = words(view.lang)
    tonnes = unit("t", view.lang)
    order = data.groupby("supplier")["value"].max().sort_values(ascending=False).index
    russian = theme.colour(view.theme, "RUS")
    others = (colour for colour in theme.sequence(view.theme) if colour != russian)
    told = with_hovers(data, [tonnes.said(value, say) for value in data["value"]], say)
    for supplier in order:
        rows = told[told["supplier"] == supplier]
        figure.add(
            "bar",
            x=rows["year"],
            y=rows["value"],
            name=say(supplier),
            customdata=rows["origin"],
            marker={"color": russian if supplier == "Russia" else next(others)},
            text=rows["text"],
            textposition="none",
            hovertemplate=f"<b>{say(supplier)}</b><br>%{{text}}<extra></extra>",
        )
    figure.arrange(xaxis=whole_years(data["year"]))
    figure.arrange(yaxis={"title": {"text": say(tonnes.short)}})
    figure.arrange(barmode="group")
    return figure


CHART = Chart(
    id="crude-suppliers",
    title=message("Who supplies China’s crude"),
    subtitle=lambda view: words(view.lang)(
        "China’s crude imports by supplier as reported by China Customs, yearly, {unit}",
        unit=words(view.lang)(unit("t", view.lang).name),
    ),
    notes=(
        message(
            "The six largest suppliers whose yearly volume a public report states; a missing bar "
            "is a figure not found, not a zero."
        ),
    ),
    tables=("energy_suppliers",),
    controls=(),
    select=select,
    draw=draw,
    missing=message("No year states the volume of more than one supplier."),
)
