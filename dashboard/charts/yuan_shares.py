"""The yuan beyond this trade: its share in world payments and in Russian exchange trading."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, with_hovers
from dashboard.charts._history import history
from dashboard.drawing import Drawing
from dashboard.view import View
from dashboard.words import message, words

LINES = {
    ("SWIFT", "payment_share"): (message("World payments<br>(SWIFT)"), "yuan"),
    ("CBR", "fx_turnover_share"): (message("Exchange trading<br>in Russia"), "RUS"),
}
"""The shares drawn, each with its name and colour."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The yuan's share by month, in percent."""
    return measures.within(_shares(tables, view), view.start, view.end)


@history
def _shares(tables: Tables, view: View) -> pd.DataFrame:
    rows = tables["yuan_shares"]
    named = zip(rows["statistic"], rows["measure"], strict=True)
    rows = rows[pd.Series([key in LINES for key in named], index=rows.index, dtype=bool)]
    columns = ["statistic", "measure", "period", "months", "share", "status", "source", "vintage"]
    shares = rows[columns].rename(columns={"share": "value"})
    return measures.on_year(shares, ["statistic", "measure"], measures.POINTS)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a share, broken where a month was not found."""
    figure = blank(view)
    say = words(view.lang)
    told = with_hovers(data, [f"{say.plain(share)} %" for share in data["value"]], say)
    for key, rows in told.groupby(["statistic", "measure"]):
        name, colour = LINES[key]
        hover = f"<b>{say(name).replace('<br>', ' ')}</b><br>%{{text}}<extra></extra>"
        add_line(figure, rows, say(name), theme.colour(view.theme, colour), hover)
    direct_labels(figure)
    figure.arrange(yaxis={"title": {"text": "%"}, "rangemode": "tozero"})
    return figure


CHART = Chart(
    id="yuan-shares",
    title=message("The yuan beyond this trade"),
    subtitle=lambda view: words(view.lang)(
        "The yuan’s share in payments through SWIFT and in exchange trading in Russia, monthly, "
        "percent"
    ),
    notes=(
        message(
            "Two more meanings of ‘the yuan’s share’: payments of the whole world by value, and "
            "currency trading on Russian exchanges. Neither says what China and Russia settle in."
        ),
        message(
            "The US sanctions of June 2024 ended exchange trading of dollars and euros in Moscow; "
            "most trading since is over the counter."
        ),
    ),
    tables=("yuan_shares", "events"),
    controls=("from", "to", "events"),
    select=select,
    draw=draw,
    missing=message("No shares in this period. Choose an earlier start."),
)
