"""One product over the years, in both directions."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, with_hovers
from dashboard.charts._editions import followed
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.charts._products import EVERYTHING, product_name, stated_years
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The chosen product's stated value by year and flow (all goods if none), in dollars."""
    cut = measures.within(_years(tables, view), view.start, view.end)
    return marked(cut.reset_index(drop=True), tables, view)


@history
def _years(tables: Tables, view: View) -> pd.DataFrame:
    rows = followed(stated_years(tables), view.product or EVERYTHING, tables)
    dated = rows.rename(columns={"start": "period"})
    columns = [each for each in ("flow", *measures.COLUMNS, "edition", "goods") if each in dated]
    known = at_prices(dated[columns], tables, view)
    told = known.assign(value=known["value"] / unit("usd", view.lang).size)
    return measures.on_year(told, [each for each in ("flow", "goods") if each in told])


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Bars side by side, one colour a direction."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
    shown = [money.said(value, say) for value in data["value"]]
    for flow, rows in with_hovers(data, shown, say).groupby("flow"):
        figure.add(
            "bar",
            x=rows["period"].dt.year,
            y=rows["value"],
            name=say(FLOW_NAMES[str(flow)]),
            marker={"color": theme.colour(view.theme, str(flow))},
            text=rows["text"],
            textposition="none",
            customdata=rows["origin"],
            hovertemplate=f"<b>{say(FLOW_NAMES[str(flow)])}</b><br>%{{text}}<extra></extra>",
        )
    figure.arrange(barmode="group", showlegend=True)
    figure.arrange(yaxis={"title": {"text": say(money.short)}})
    return figure


def subtitle(view: View) -> str:
    """Product and unit."""
    say = words(view.lang)
    name = product_name(view.product, say) if view.product else say("All goods")
    told = say(
        "{product}, value by year, {unit}",
        product=name,
        unit=say(unit("usd", view.lang).name),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="product-history",
    title=message("One product over the years"),
    subtitle=subtitle,
    notes=(
        message(
            "Years that a report of China Customs states; a missing bar is a figure not found, not "
            "a zero. Choose the product above, or by a click on a bar of the products by value."
        ),
        message(
            "A code finer than a chapter may stand for other goods in another edition of the "
            "Harmonized System. Where the official correlation tables (United Nations Statistics "
            "Division) show the same goods, its bars go on, under whatever code; a dashed line "
            "marks where goods were shared out or joined, or no table tells."
        ),
    ),
    tables=("series_annual", "price_indices", "hs_correlation"),
    controls=("product", "from", "to", "prices"),
    select=select,
    draw=draw,
    missing=message("No yearly value of this product in this period. Choose another one."),
)
