"""The Bank of Russia's currency structure of settlements: with the world, and with Asia."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank
from dashboard.view import View
from etl.codes import CURRENCY_GROUPS

DRAWN = ("rouble", "yuan", "friendly", "unfriendly")
RUSSIAN_FLOW = {"import": "export", "export": "import"}
"""Goods that go from Russia to China are China's imports and Russia's exports."""
FLOW_WORDS = {"export": "Payments for Russia’s exports", "import": "Payments for Russia’s imports"}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Monthly shares of currency groups in settlements with all countries, in percent."""
    shares = tables["settlement_structure"]
    rows = shares[
        (shares["partner"] == "WLD")
        & (shares["months"] == 1)
        & (shares["flow"] == RUSSIAN_FLOW[view.flow])
        & shares["currency"].isin(DRAWN)
    ]
    cut = measures.within(rows, view.start, view.end)
    return cut.assign(value=cut["share"])[
        ["currency", "flow", "period", "months", "value", "qualifier", "source", "vintage"]
    ]


def draw(data: pd.DataFrame, view: View) -> go.Figure:
    """A line a currency group, broken where a month was not found."""
    figure = blank(view)
    for currency, rows in data.groupby("currency"):
        text = [f"{row.period:%b %Y}: {row.value:g} %" for row in rows.itertuples()]
        name = CURRENCY_GROUPS[str(currency)]
        hover = f"<b>{name}</b><br>%{{text}}<extra></extra>"
        colour = theme.colour(view.theme, str(currency))
        short = name.replace("Currencies of ", "").capitalize()
        add_line(figure, rows.assign(text=text), short, colour, hover)
    figure.update_yaxes(title_text="% of settlements", rangemode="tozero")
    return figure


CHART = Chart(
    id="settlement-structure",
    title="What the Bank of Russia counts: settlements with all countries",
    subtitle=lambda view: (
        f"{FLOW_WORDS[RUSSIAN_FLOW[view.flow]]} of goods and services by currency, monthly, percent"
    ),
    notes=(
        "With all partner countries, not with China alone, and for goods and services: the Bank of "
        "Russia publishes no monthly table for China.",
        "Read in press reports of the Bank’s publications; months that were not found are holes.",
        "‘Friendly’ and ‘unfriendly’ are the Bank’s own groups; in 2022–2023 reports ‘unfriendly’ "
        "often means dollar and euro.",
    ),
    tables=("settlement_structure", "events"),
    controls=("flow", "from", "to", "events"),
    select=select,
    draw=draw,
    missing="No monthly shares in this period. The Bank’s series begins in 2022.",
)
