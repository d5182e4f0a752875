"""The long view: exports and imports by year, stacked to total trade."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._currency import CONVERSION_NOTE, in_currency
from dashboard.charts._drawing import FLOW_NAMES, blank, with_hovers
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.charts._trade import REPORT_NOTE, both_flows
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import message, words

TOTAL_ONLY = message("Total, flows not found")


def select(tables: Tables, view: View) -> pd.DataFrame:
    """China's exports and imports by year, or the total where no flows are known."""
    yearly = replace(view, freq="year", show="level", reporter="CHN")
    years = both_flows(tables, yearly)
    totals = _totals_alone(tables, years, view)
    return pd.concat([years, totals], ignore_index=True)


def _totals_alone(tables: Tables, years: pd.DataFrame, view: View) -> pd.DataFrame:
    """Totals of the years whose flows are not known."""
    cut = measures.within(_totals(tables, view), view.start, view.end)
    alone = cut[~cut["period"].isin(years["period"])]
    return marked(alone, tables, view).assign(flow="total")


@history
def _totals(tables: Tables, view: View) -> pd.DataFrame:
    totals = tables["bilateral_totals"]
    period = year_starts(totals["year"])
    rows = totals.assign(period=period, months=12, value=totals["total_usd"])
    told = in_currency(rows[measures.COLUMNS], view.cur, tables)
    size = unit(view.cur, view.lang).size
    real = at_prices(told.assign(value=told["value"] / size), tables, view, view.cur)
    return measures.on_year(real)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Stacked bars, hollow where only the total is known; the newest total in numbers."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit(view.cur, view.lang), data, say)
    years = pd.to_datetime(data["period"]).dt.year
    names = {flow: FLOW_NAMES[flow] for flow in ("import", "export")} | {"total": TOTAL_ONLY}
    shown = [money.said(value, say) for value in data["value"]]
    told = with_hovers(data, shown, say)
    for flow, name in names.items():
        rows = told[told["flow"] == flow]
        figure.add(
            "bar",
            x=years[rows.index],
            y=rows["value"],
            name=say(name),
            marker=_marker(flow, view),
            text=rows["text"],
            textposition="none",
            customdata=rows["origin"],
            hovertemplate=f"<b>{say(name)}</b><br>%{{text}}<extra></extra>",
        )
    totals = data.groupby(years)["value"].sum()
    newest = totals.index.max()
    figure.annotate(
        x=newest,
        y=totals.loc[newest - 3 :].max(),
        text=money.number(totals[newest], say, 1),
        showarrow=False,
        yshift=10,
    )
    figure.arrange(barmode="stack", hovermode="closest")
    figure.arrange(yaxis={"title": {"text": say(money.short)}})
    figure.arrange(xaxis={"type": "linear", "dtick": 2 if data["period"].nunique() < 20 else 5})
    return figure


def _marker(flow: str, view: View) -> dict[str, object]:
    if flow != "total":
        return {"color": theme.colour(view.theme, flow)}
    outline = theme.palette(view.theme).muted
    return {"color": "rgba(0,0,0,0)", "line": {"color": outline, "width": 1.2}}


CHART = Chart(
    id="trade-by-year",
    title=message("Three decades of trade"),
    subtitle=lambda view: words(view.lang)(
        "Goods trade as reported by China Customs, yearly, {unit}",
        unit=measure_at_prices(words(view.lang)(unit(view.cur, view.lang).name), view),
    ),
    notes=(
        REPORT_NOTE,
        message(
            "Hollow bars are totals of years for which no exports and imports have been found; "
            "some were stated in speeches or papers that do not name the statistic."
        ),
        message("Years without a bar are years for which no figure has been found."),
        CONVERSION_NOTE,
    ),
    tables=("bilateral_annual", "bilateral_totals", "series_annual", "fx_monthly", "price_indices"),
    controls=("from", "to", "cur", "prices"),
    select=select,
    draw=draw,
    missing=message("No yearly figures in this period. Choose an earlier start."),
)
