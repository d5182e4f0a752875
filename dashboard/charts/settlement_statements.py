"""What officials said of the share of roubles and yuan in bilateral trade: points, never a line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, origins
from dashboard.charts._history import history
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import Words, message, words
from etl.codes import SHARES_OF

HEDGES = {
    "": "{share} %",
    "about": message("about {share} %"),
    "over": message("more than {share} %"),
    "under": message("less than {share} %"),
}
PLAIN = message("A number")
HEDGED = message("‘About’ or ‘more than’")
EARLIER = message("Of an earlier year")
MANNERS = {PLAIN: "circle", HEDGED: "circle-open", EARLIER: "diamond-open"}
"""How a share was said, and the mark it is drawn with."""
COLUMNS = [
    *("date", "share", "qualifier", "of_what", "period_meant", "speaker", "role"),
    *("source", "documents", "vintage", "manner"),
]


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Statements on the rouble-and-yuan share of all bilateral trade, one row a statement."""
    return measures.within(_statements(tables, view), view.start, view.end)[COLUMNS]


@history
def _statements(tables: Tables, view: View) -> pd.DataFrame:
    """The same of all times, each with the month that it was made in."""
    rows = _of_all_trade(tables)
    meant = rows["of_what"].map(SHARES_OF)
    manners = [_manner(row) for row in rows.itertuples()]
    made = {"period": rows["date"], "months": 1, "vintage": rows["date"]}
    return rows.assign(**made, of_what=meant, manner=manners)


def _of_all_trade(tables: Tables) -> pd.DataFrame:
    """The statements on roubles and yuan in all bilateral trade."""
    rows = tables["settlement_statements"]
    return rows[(rows["of_what"] == "trade_turnover") & (rows["currencies"] == "rouble_yuan")]


def newest(tables: Tables) -> Any:
    """The statement of the newest time, or None: what it speaks of counts before when it was said.

    Of several of one day a plain one stands before a hedged one.
    """
    rows = _of_all_trade(tables)
    if rows.empty:
        return None
    meant = [
        min(pd.Period(row.period_meant).end_time, row.date) if row.period_meant else row.date
        for row in rows.itertuples()
    ]
    ranked = rows.assign(meant=meant, plain=rows["qualifier"] == "")
    order = ["meant", "date", "plain", "documents", "share"]
    return next(ranked.sort_values(order).tail(1).itertuples())


def _manner(row: Any) -> str:
    """How it was said: of an earlier year, hedged, or plainly."""
    if row.period_meant and int(row.period_meant[:4]) < row.date.year:
        return EARLIER
    return HEDGED if row.qualifier else PLAIN


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Filled points for plain numbers, hollow ones for hedged ones, diamonds for earlier years."""
    figure = blank(view)
    say = words(view.lang)
    colour = theme.colour(view.theme, "statement")
    told = data.assign(
        text=[_said(row, say) for row in data.itertuples()],
        origin=origins(data.assign(period=data["date"], months=0)),
    )
    for manner, symbol in MANNERS.items():
        rows = told[told["manner"] == manner]
        figure.add(
            "scatter",
            x=rows["date"],
            y=rows["share"],
            mode="markers",
            name=say(manner),
            marker={
                "color": colour,
                "size": 10,
                "symbol": symbol,
                "line": {"width": 2, "color": colour},
            },
            text=rows["text"],
            customdata=rows["origin"],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.arrange(yaxis={"title": {"text": say("% of bilateral trade")}, "range": [0, 104]})
    figure.arrange(legend={"y": 1.02})
    return figure


def share_said(row: Any, say: Words) -> str:
    """The share with its hedge and the time that it is of, as 'more than 90 %, for 2021'."""
    share = hedged(row.qualifier, row.share, say)
    meant = row.period_meant and say("for {period}", period=row.period_meant)
    return say.listed(filter(None, [share, meant]))


def hedged(qualifier: str, share: float, say: Words) -> str:
    """A share in percent as it was said: 'about 30 %'."""
    return say(HEDGES[qualifier], share=say.plain(share))


def _said(row: Any, say: Words) -> str:
    documents = say.plural("{count} document", "{count} documents", row.documents)
    return (
        f"<b>{say(row.speaker)}</b>, {say.day(row.date)}<br>{share_said(row, say)}"
        f"<br>{say(row.role)}<br>{documents}: {row.document}"
    )


CHART = Chart(
    id="settlement-statements",
    title=message("What officials say: rouble and yuan in bilateral trade"),
    subtitle=lambda view: words(view.lang)(
        "Each point is one public statement, by the day it was made, percent"
    ),
    notes=(
        message(
            "Statements, not statistics: no table behind them is public, and speakers do not say "
            "whether goods, services or payments are meant. They are never joined to a line, nor "
            "to the Bank of Russia’s figures, which measure something else."
        ),
    ),
    tables=("settlement_statements", "events"),
    controls=("from", "to", "events"),
    select=select,
    draw=draw,
    missing=message("No statement in this period. Choose an earlier start."),
)
