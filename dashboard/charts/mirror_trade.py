"""The same flow as told by both sides: China's customs and Russia's."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, with_hovers
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.charts._trade import annual_flow
from dashboard.drawing import Drawing
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words

REPORTS = {"CHN": message("China’s report"), "RUS": message("Russia’s report")}
TITLES = {
    "import": message("goods from Russia to China"),
    "export": message("goods from China to Russia"),
}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Both reports of the chosen direction by year, in US dollars."""
    return marked(measures.within(_reports(tables, view), view.start, view.end), tables, view)


@history
def _reports(tables: Tables, view: View) -> pd.DataFrame:
    reports = [
        annual_flow(tables, view.flow, reporter).assign(reporter=reporter) for reporter in REPORTS
    ]
    rows = at_prices(pd.concat(reports, ignore_index=True), tables, view)
    columns = ["period", "months", "reporter", "value", "status", "source", "vintage"]
    known = rows.assign(value=rows["value"] / unit("usd", view.lang).size)[columns]
    return measures.on_year(known, ["reporter"])


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Two bars a year, one a report."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
    shown = [money.said(value, say) for value in data["value"]]
    for reporter, rows in with_hovers(data, shown, say).groupby("reporter"):
        name = say(REPORTS[str(reporter)])
        figure.add(
            "bar",
            x=pd.to_datetime(rows["period"]).dt.year,
            y=rows["value"],
            name=name,
            marker={"color": theme.colour(view.theme, str(reporter))},
            text=rows["text"],
            textposition="none",
            customdata=rows["origin"],
            hovertemplate=f"<b>{name}</b><br>%{{text}}<extra></extra>",
        )
    figure.arrange(barmode="group")
    figure.arrange(yaxis={"title": {"text": say(money.short)}})
    return figure


def subtitle(view: View) -> str:
    """Direction and unit."""
    say = words(view.lang)
    told = words(view.lang)(
        "Value of {goods} by year, {unit}",
        goods=say(TITLES[view.flow]),
        unit=say(unit("usd", view.lang).name),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="mirror-trade",
    title=message("Two reports of one flow"),
    subtitle=subtitle,
    notes=(
        message(
            "China counts imports CIF by country of origin; Russia counts exports FOB by last "
            "known destination. Freight, transit through third countries, time at sea and exchange "
            "rates make the two differ without either being wrong."
        ),
        message(
            "Russia stopped publishing trade by country after January 2022; a missing bar is a "
            "year for which its figure has not been found in a public document."
        ),
    ),
    tables=("bilateral_annual", "price_indices"),
    controls=("flow", "from", "to", "prices"),
    select=select,
    draw=draw,
    missing=message("Neither report has a figure for this direction and period."),
)
