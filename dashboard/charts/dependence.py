"""How much of China's trade Russia makes up."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, with_hovers
from dashboard.charts._history import history
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.view import View
from dashboard.words import message, words

LINES = {
    ("import", "TOTAL", "value"): (message("All imports"), "import"),
    ("export", "TOTAL", "value"): (message("All exports"), "export"),
    ("total", "TOTAL", "value"): (message("All trade"), "total"),
}
"""The shares drawn, with their names and colours."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Russia's share in China's trade by year, in percent."""
    return measures.within(_shares(tables, view), view.start, view.end)


@history
def _shares(tables: Tables, view: View) -> pd.DataFrame:
    shares = tables["dependence"]
    rows = shares[(shares["reporter"] == "CHN") & (shares["statistic"] == "GACC")]
    named = zip(rows["flow"], rows["product"], rows["measure"], strict=True)
    rows = rows[pd.Series([key in LINES for key in named], index=rows.index, dtype=bool)]
    # Years stated in yuan fill those not stated in dollars: a share has no currency.
    rows = rows.sort_values("unit", ascending=False)
    rows = rows.drop_duplicates(["flow", "product", "measure", "year"])
    dated = rows.assign(period=year_starts(rows["year"]), months=12, value=rows["share"])
    what = ["flow", "product", "measure"]
    shown = dated[[*what, "period", "months", "value", "source", "vintage"]]
    return measures.on_year(shown, what, measures.POINTS)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a share."""
    figure = blank(view)
    say = words(view.lang)
    told = with_hovers(data, [f"{say.number(share)} %" for share in data["value"]], say)
    for key, rows in told.groupby(["flow", "product", "measure"]):
        name, colour = LINES[key]
        hover = f"<b>{say(name)}</b><br>%{{text}}<extra></extra>"
        add_line(figure, rows, say(name), theme.colour(view.theme, colour), hover)
    direct_labels(figure)
    figure.arrange(yaxis={"title": {"text": "%"}, "rangemode": "tozero"})
    return figure


CHART = Chart(
    id="dependence",
    title=message("Russia’s weight in China’s trade"),
    subtitle=lambda view: words(view.lang)(
        "Russia’s share in China’s imports and exports, yearly, percent"
    ),
    notes=(
        message(
            "Both numbers of a share are from the same report of China Customs: same year, same "
            "flow, same product."
        ),
        message(
            "A gap is a year for which one of the two has not been found. Few of Russia’s own "
            "yearly figures with China have been found, so the reverse share is not drawn yet."
        ),
    ),
    tables=("dependence", "events"),
    controls=("from", "to", "events"),
    select=select,
    draw=draw,
    missing=message("No year in this period has both the pair’s and the world’s figure."),
)
