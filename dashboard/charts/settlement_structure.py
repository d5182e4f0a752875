"""The Bank of Russia's currency structure of settlements: with the world, and with Asia."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, with_hovers
from dashboard.charts._history import history
from dashboard.charts._trade import MIRRORED
from dashboard.charts.settlement_statements import hedged
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import message, words

DRAWN = {
    "rouble": message("Rouble"),
    "yuan": message("Yuan"),
    "friendly": message("Friendly<br>states"),
    "unfriendly": message("Unfriendly<br>states"),
}
"""Currency groups that are drawn, with their short names."""
FLOW_WORDS = {
    "export": message("Payments for Russia’s exports"),
    "import": message("Payments for Russia’s imports"),
}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Monthly shares of currency groups in settlements with all countries, in percent."""
    return measures.within(_shares(tables, view), view.start, view.end)


@history
def _shares(tables: Tables, view: View) -> pd.DataFrame:
    shares = tables["settlement_structure"]
    rows = shares[
        (shares["partner"] == "WLD")
        & (shares["months"] == 1)
        & (shares["flow"] == MIRRORED[view.flow])
        & shares["currency"].isin(DRAWN)
    ]
    columns = ["currency", "flow", "period", "months", "value", "qualifier", "source", "vintage"]
    told = rows.assign(value=rows["share"])[columns]
    plain = told["qualifier"] == ""  # a change from or to ‘less than’ is not known
    compared = measures.on_year(told[plain], ["currency", "flow"], measures.POINTS)
    return told.assign(**{measures.POINTS: compared[measures.POINTS]})


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a currency group, broken where a month was not found."""
    figure = blank(view)
    say = words(view.lang)
    shares = zip(data["qualifier"], data["value"], strict=True)
    told = with_hovers(data, [hedged(*share, say) for share in shares], say)
    for currency, rows in told.groupby("currency"):
        name = say(DRAWN[str(currency)])
        hover = f"<b>{name.replace('<br>', ' ')}</b><br>%{{text}}<extra></extra>"
        colour = theme.colour(view.theme, str(currency))
        add_line(figure, rows, name, colour, hover)
        _ring(figure, rows[rows["qualifier"] != ""], colour, hover)
    direct_labels(figure)
    figure.arrange(yaxis={"title": {"text": say("% of settlements")}, "rangemode": "tozero"})
    return figure


def _ring(figure: Drawing, rows: pd.DataFrame, colour: str, hover: str) -> None:
    """Rings around the points that stand for less than a plain number."""
    if len(rows):
        figure.add(
            "scatter",
            x=rows["period"],
            y=rows["value"],
            mode="markers",
            marker={"symbol": "circle-open", "size": 11, "color": colour, "line": {"width": 2}},
            text=rows["text"],
            customdata=rows["origin"],
            hovertemplate=hover,
            showlegend=False,
        )


CHART = Chart(
    id="settlement-structure",
    title=message("What the Bank of Russia counts: settlements with all countries"),
    subtitle=lambda view: words(view.lang)(
        "{payments} of goods and services by currency, monthly, percent",
        payments=words(view.lang)(FLOW_WORDS[MIRRORED[view.flow]]),
    ),
    notes=(
        message(
            "With all partner countries, not with China alone, and for goods and services: the "
            "Bank of Russia publishes no monthly table for China."
        ),
        message(
            "Read in press reports of the Bank’s publications; months that were not found are "
            "holes."
        ),
        message(
            "‘Friendly’ and ‘unfriendly’ are the Bank’s own groups; in 2022–2023 reports "
            "‘unfriendly’ often means dollar and euro."
        ),
        message("A ring: the report says ‘about’, ‘more than’ or ‘less than’."),
    ),
    tables=("settlement_structure", "events"),
    controls=("flow", "from", "to", "events"),
    select=select,
    draw=draw,
    missing=message("No monthly shares in this period. The Bank’s series begins in 2022."),
)
