"""Which months of bilateral trade the store holds, and how each is known."""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import blank, with_hovers
from dashboard.drawing import Drawing
from dashboard.summary import COUNTED
from dashboard.view import View
from dashboard.words import message, words

STATES = (
    message("missing"),
    message("January–February together"),
    message("derived"),
    message("provisional"),
    message("published"),
)


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Year, month and state of China's report of the chosen flow, from 2012 on."""
    months = tables["bilateral_monthly"]
    rows = months[(months["reporter"] == "CHN") & (months["flow"] == view.flow)]
    known: dict[tuple[int, int], tuple[str, str, pd.Timestamp]] = {}
    for row in rows.itertuples():
        state = STATES[1] if row.months == 2 else row.status
        for step in range(row.months):
            known[row.period.year, row.period.month + step] = (state, row.source, row.vintage)
    newest = max(known, default=(2012, 0))
    calendar = [
        (year, month)
        for year in range(2012, newest[0] + 1)
        for month in range(1, 13)
        if (year, month) <= newest
    ]
    return pd.DataFrame(
        [(*each, *known.get(each, ("missing", "", pd.NaT))) for each in calendar],
        columns=["year", "month", "state", "source", "vintage"],
    )


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A grid of years and months, one colour a state."""
    figure = blank(view)
    say = words(view.lang)
    colours = theme.palette(view.theme)
    scale = [
        colours.grid,
        theme.colour(view.theme, "electricity"),
        theme.colour(view.theme, "RUS"),
        theme.colour(view.theme, "fuel_oil"),
        theme.colour(view.theme, "balance"),
    ]
    first_days = pd.to_datetime(data[["year", "month"]].assign(day=1))
    dated = data.assign(period=first_days, months=1)
    told = with_hovers(dated, [say(state) for state in data["state"]], say)
    for state, colour in zip(STATES, scale, strict=True):
        rows = told[told["state"] == state]
        if rows.empty:
            continue
        figure.add(
            "scatter",
            x=rows["month"],
            y=rows["year"],
            mode="markers",
            name=say(state),
            meta=COUNTED,
            marker={"symbol": "square", "size": 15, "color": colour},
            text=rows["text"],
            customdata=rows["origin"],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.arrange(
        xaxis={"tickvals": list(range(1, 13)), "ticktext": say.month_names(), "range": [0.4, 12.6]}
    )
    years = [data["year"].max() + 0.6, data["year"].min() - 0.6]
    figure.arrange(
        yaxis={"range": years, "dtick": 1, "tickformat": "d", "showgrid": False, "zeroline": False}
    )
    figure.arrange(height=440)
    return figure


CHART = Chart(
    id="coverage",
    title=message("Which months are known"),
    subtitle=lambda view: words(view.lang)(
        "Months of China’s monthly report held in the store, by how they are known"
    ),
    notes=(
        message(
            "Derived months are differences of published year-to-date figures, or total minus the "
            "other flow. Missing months were not found in any public document read so far."
        ),
    ),
    tables=("bilateral_monthly",),
    controls=("flow",),
    select=select,
    draw=draw,
    missing=message("The store holds no months yet. Run 'amur refresh'."),
)
