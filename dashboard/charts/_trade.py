"""The bilateral series that several charts draw, chosen as the view asks."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import measures
from dashboard.charts import Tables
from dashboard.charts._currency import in_currency
from dashboard.charts._drawing import month_average
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.measures.series import year_starts
from dashboard.shelf import rows_of
from dashboard.units import GROWTH, INDEX, Unit, unit
from dashboard.view import View
from dashboard.words import Words, message, words
from etl.errors import UndefinedMeasureError

FREQUENCY_WORDS = {
    "month": message("monthly"),
    "quarter": message("quarterly"),
    "year": message("yearly"),
    "12m": message("sum of the last 12 months"),
}
FIRST_DENSE_MONTH = "2017-01"
START_NOTE = message(
    "Drawn from 2017 unless another start is chosen: few earlier months have been found in public "
    "documents. Yearly figures go back further."
)
REPORT_NOTE = message(
    "China’s own report: its imports are valued CIF (with freight and insurance), its exports FOB."
)
EITHER_REPORT_NOTE = message(
    "One side’s own report: imports are valued CIF (with freight and insurance), exports FOB."
)
"""Of charts that show whose report the reader chooses."""
REVISED_NOTE = message(
    "Most of China’s months of 2017 to 2024 are read in later copies of its own series, as "
    "revised; other months stand as they were first printed. Twelve months can differ from the "
    "year by a percent, their balance by more."
)
HOLE_NOTE = message(
    "A gap in a line is a month for which no figure has been found in a public document."
)
JANUARY_NOTE = message(
    "Where January and February were published only together, they are drawn as one level stretch "
    "at their monthly average."
)
REPORTS = {
    "CHN": message("as reported by China Customs"),
    "RUS": message("as reported by Russia’s Federal Customs Service"),
}
MIRRORED = {"import": "export", "export": "import"}
"""China's imports from Russia are Russia's exports to China."""


def monthly_flow(
    tables: Tables, flow: str, reporter: str = "CHN", currency: str = "usd"
) -> pd.DataFrame:
    """One flow of China, as a reporter tells it, by month (a series of `dashboard.measures`).

    `flow` is seen from China whoever reports; `value` is in whole units of the currency.
    """
    months = tables["bilateral_monthly"]
    told = flow if reporter == "CHN" else MIRRORED[flow]
    chosen = months[(months["reporter"] == reporter) & (months["flow"] == told)]
    dollars = chosen.rename(columns={"value_usd": "value"})[measures.COLUMNS]
    if currency == "usd":
        return dollars
    published = _published(tables, "series_monthly", told, reporter, currency)
    return in_currency(dollars, currency, tables, published)


def annual_flow(
    tables: Tables, flow: str, reporter: str = "CHN", currency: str = "usd"
) -> pd.DataFrame:
    """The same by year."""
    years = tables["bilateral_annual"]
    told = flow if reporter == "CHN" else MIRRORED[flow]
    chosen = years[(years["reporter"] == reporter) & (years["flow"] == told)]
    period = year_starts(chosen["year"])
    rows = chosen.assign(period=period, months=12, value=chosen["value_usd"])[measures.COLUMNS]
    if currency == "usd":
        return rows
    published = _published(tables, "series_annual", told, reporter, currency)
    return in_currency(rows, currency, tables, published)


def _published(tables: Tables, name: str, flow: str, reporter: str, currency: str) -> pd.DataFrame:
    """What customs themselves published of a flow in a currency, from a table of series."""
    found = rows_of(
        tables,
        name,
        reporter=reporter,
        partner=("CHN", "RUS"),
        flow=flow,
        product="TOTAL",
        measure="value",
        unit=currency.upper(),
        statistic=("GACC", "FCS"),
    )
    return found.rename(columns={"start": "period"})[measures.COLUMNS]


@history
def whole_flow(tables: Tables, view: View, name: str) -> pd.DataFrame:
    """A flow of China at the view's frequency and prices, of all times."""
    source = annual_flow if view.freq == "year" else monthly_flow
    series = source(tables, name, view.reporter, view.cur)
    series = at_prices(series, tables, view, view.cur)
    return series if view.freq == "year" else measures.aggregate(series, view.freq)


def flow(tables: Tables, view: View, name: str) -> pd.DataFrame:
    """A flow of China at the view's frequency and prices, within its period.

    As level or growth; growth and the change on the year are measured before the period is cut, so
    that the first year shown has a base. Raises UndefinedMeasureError where there is no season to
    take out.
    """
    series = _compared(tables, view, name)
    if series.empty:
        return series
    return marked(drawn_period(series, view), tables, view)


@history
def _compared(tables: Tables, view: View, name: str) -> pd.DataFrame:
    """The same of all times."""
    return compared(whole_flow(tables, view, name), view)


def compared(series: pd.DataFrame, view: View) -> pd.DataFrame:
    """A series of all times with its change on the year, or as growth, or without its season.

    Raises UndefinedMeasureError where there is no season to take out.
    """
    if view.show == "growth":
        return measures.growth(series)
    if view.show != "sa":
        return measures.on_year(series)
    if view.freq != "month":
        raise UndefinedMeasureError(message("Only months have a season to take out."))
    return measures.on_year(measures.seasonally_adjusted(series))


def monthly_level(rows: pd.DataFrame, view: View) -> pd.Series:
    """The values of a series as the view shows it, sums of January–February at their average."""
    return month_average(rows) if view.show in ("level", "sa") else rows["value"]


def drawn_period(rows: pd.DataFrame, view: View) -> pd.DataFrame:
    """The rows within the view's period; months from where they lie dense, if it names no start."""
    return chosen_period(rows, view, "" if view.freq == "year" else FIRST_DENSE_MONTH)


def chosen_period(rows: pd.DataFrame, view: View, first: str = "") -> pd.DataFrame:
    """The rows within the view's period, which begins with month `first` if it names no start.

    A sum of twelve months counts where it ends; its column `span` names all of them.
    """
    if view.freq != "12m" or rows.empty:
        return measures.within(rows, view.start or first, view.end)
    cut = measures.ending_within(rows, view.start or first, view.end)
    say = words(view.lang)
    spans = [say.span(row.period, row.months) for row in cut.itertuples()]
    return cut.assign(span=spans)


def indexed(flows: list[pd.DataFrame], view: View) -> list[pd.DataFrame]:
    """Flows as indices of one base, which the column `base` names, so that they can be compared.

    The base is the first year that all of them hold whole, else the first period that all have; of
    sums of twelve months that of the first whole year. Raises UndefinedMeasureError where there is
    none.
    """
    years = set.intersection(*map(_whole_years, flows))
    periods = set.intersection(
        *(set(zip(each["period"], each["months"], strict=True)) for each in flows)
    )
    if years:
        base = told = str(min(years))
        base += "-01" if view.freq == "12m" else ""
    elif periods:
        first, months = min(periods)
        base, told = f"{first:%Y-%m}", words(view.lang).month(first, months)
    else:
        raise UndefinedMeasureError(
            message("The lines have no period in common: an index has no base.")
        )
    return [measures.index(series, base).assign(base=told) for series in flows]


def _whole_years(series: pd.DataFrame) -> set[int]:
    """The years that a flow holds whole: all their months, or one sum from January to December."""
    moving = (series["months"] == 12) & (series["period"].dt.month != 1)
    months = series["months"][~moving].groupby(series["period"].dt.year).sum()
    return set(months.index[months == 12])


def both_flows(tables: Tables, view: View) -> pd.DataFrame:
    """Exports and imports under each other, with a column `flow`, in the view's unit."""
    frames = [flow(tables, view, name).assign(flow=name) for name in ("export", "import")]
    held = [frame for frame in frames if len(frame)]
    if view.show == "index" and held:
        held = indexed(held, view)
    rows = pd.concat(held or frames, ignore_index=True)
    return rows.assign(value=rows["value"] / unit_of(view).size)


def unit_of(view: View) -> Unit:
    """What the view's figures are told in: its currency, percent, or index points."""
    if view.show == "growth":
        return GROWTH
    if view.show == "index":
        return INDEX
    return unit(view.cur, view.lang)


def unit_of_rows(view: View, rows: pd.DataFrame) -> Unit:
    """The same, and of which month the prices of the rows are, or what their index is 100 in."""
    told, say = unit_of(view), words(view.lang)
    if view.show == "index":
        return of_base(rows, say)
    return told if view.show == "growth" else priced(told, rows, say)


def of_base(rows: pd.DataFrame, say: Words) -> Unit:
    """The unit of what is `indexed`, with the base that it is 100 in."""
    return replace(INDEX, short=say("index, {base} = 100", base=rows["base"].iloc[0]))


def measure_words(view: View, say: Words) -> str:
    """What the view shows, in words."""
    return measure_at_prices(_measure(view, say), view)


def _measure(view: View, say: Words) -> str:
    name = say(unit_of(view).name)
    return say("{unit}, seasonally adjusted by Amur", unit=name) if view.show == "sa" else name
