"""How much of a fuel China buys from Russia, in its physical unit."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, with_hovers
from dashboard.charts._history import history
from dashboard.charts._trade import (
    FREQUENCY_WORDS,
    HOLE_NOTE,
    JANUARY_NOTE,
    chosen_period,
    compared,
    indexed,
    monthly_level,
    of_base,
)
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.units import GROWTH, INDEX, Unit, named, unit
from dashboard.view import PARAMETERS, View
from dashboard.words import Words, message, words

REPORTS = {
    ("GACC", "import"): message("China Customs"),
    ("GAZPROM", "export"): message("Gazprom"),
    ("INTERRAO", "export"): message("Inter RAO"),
    ("MINENERGO", "export"): message("Russian Energy Ministry"),
}
MEASURES = {
    "level": message("volume"),
    "growth": message("volume, growth on the year"),
    "index": message("volume, index"),
    "sa": message("volume, seasonally adjusted by Amur"),
}
RELATIVE = {"growth": GROWTH, "index": INDEX}
"""Measures that are no volume, and what they are told in."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Every report of the chosen fuel's volume, in tonnes, cubic metres or kWh.

    Crude has barrels a day besides, in a column `barrels_per_day`, over the days of each period.
    Growth and indices have the unit of their volumes in a column `of_unit`.
    """
    rows = chosen_period(_reports(tables, view), view)
    if view.show != "index" or rows.empty:
        return rows
    lines = [line for _, line in rows.groupby(["report", "of_unit"], sort=False)]
    return pd.concat(indexed(lines, view), ignore_index=True)


@history
def _reports(tables: Tables, view: View) -> pd.DataFrame:
    annual = view.freq == "year"
    table = tables["energy_annual" if annual else "energy_flows"]
    rows = table[(table["product"] == view.fuel) & (table["measure"] == "quantity")]
    rows = rows[rows["partner"].isin(["RUS", "CHN"]) & rows["reporter"].isin(["RUS", "CHN"])]
    if annual:
        period = year_starts(rows["year"])
        rows = rows.assign(period=period, months=12)
    reports = [
        _report(report, flow, base, series, view)
        for (report, flow, base), series in rows.groupby(["statistic", "flow", "unit"])
        if (report, flow) in REPORTS
    ]
    filled = [report for report in reports if len(report)]
    none = pd.DataFrame(columns=[*measures.COLUMNS, "unit", "report"])
    return pd.concat(filled, ignore_index=True) if filled else none


def _report(statistic: str, flow: str, base: str, series: pd.DataFrame, view: View) -> pd.DataFrame:
    rows = compared(measures.aggregate(series[measures.COLUMNS], view.freq), view)
    if rows.empty:
        return rows
    rows = rows.assign(report=REPORTS[statistic, flow])
    volume = unit(base, view.lang)
    if view.show in RELATIVE:
        return rows.assign(unit=RELATIVE[view.show].short, of_unit=volume.short)
    if (view.fuel, base) == ("crude_oil", "t"):
        daily = measures.barrels_per_day(rows["value"], rows["period"], rows["months"])
        rows = rows.assign(barrels_per_day=daily)
    return rows.assign(value=rows["value"] / volume.size, unit=volume.short)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a report and unit; the longest has the fuel's colour, a second the total's grey."""
    figure = blank(view)
    say = words(view.lang)
    colours = [view.fuel, "total", "RUS", "other"]
    volume = "of_unit" if view.show in RELATIVE else "unit"
    lines = data.groupby(["report", volume], sort=False)
    groups = sorted(lines, key=lambda line: len(line[1]), reverse=True)
    for colour, ((report, short), rows) in zip(colours, groups, strict=False):
        told = _unit(rows, view)
        shown = _said(rows, told, say)
        name = say(report) if len(groups) == 1 else f"{say(report)},<br>{say(short)}"
        add_line(
            figure,
            with_hovers(rows.assign(value=monthly_level(rows, view)), shown, say),
            name,
            theme.colour(view.theme, colour),
            f"<b>{say(report)}</b><br>%{{text}}<extra></extra>",
            step=1 if view.freq == "12m" else None,
        )
    direct_labels(figure)
    units = [_unit(rows, view).short for _, rows in data.groupby("unit", sort=False)]
    figure.arrange(
        yaxis={
            "title": {"text": " / ".join(map(say, units))},
            "rangemode": "normal" if view.show == "growth" else "tozero",
        }
    )
    return figure


def _said(rows: pd.DataFrame, told: Unit, say: Words) -> list[str]:
    """The values in their unit, crude in barrels a day besides."""
    said = [told.said(value, say) for value in rows["value"]]
    if "barrels_per_day" not in rows:
        return said
    barrels = unit("bbl/d", say.language)
    daily = [barrels.said(each / barrels.size, say) for each in rows["barrels_per_day"]]
    return [
        say("{volume} ({barrels})", volume=volume, barrels=each)
        for volume, each in zip(said, daily, strict=True)
    ]


def _unit(rows: pd.DataFrame, view: View) -> Unit:
    """What rows of one unit are told in."""
    if view.show == "index":
        return of_base(rows, words(view.lang))
    return named(rows["unit"].iloc[0], view.lang)


def subtitle(view: View) -> str:
    """Fuel, unit and who reports."""
    say = words(view.lang)
    return say(
        "{fuel} from Russia to China, {measure}, {frequency}",
        fuel=say(PARAMETERS["fuel"].choices[view.fuel]),
        measure=say(MEASURES[view.show]),
        frequency=say(FREQUENCY_WORDS[view.freq]),
    )


CHART = Chart(
    id="energy-volume",
    title=message("Energy from Russia"),
    subtitle=subtitle,
    notes=(
        message(
            "China Customs counts what entered China; Gazprom and other Russian bodies count what "
            "they sent."
        ),
        message(
            "Barrels of crude a day are the tonnes at {barrels} barrels each over the days of "
            "their period."
        ),
        message("China stopped publishing the volume of pipeline gas by country in 2022."),
        JANUARY_NOTE,
        HOLE_NOTE,
    ),
    tables=("energy_flows", "energy_annual", "events"),
    controls=("fuel", "from", "to", "freq", "show", "events"),
    select=select,
    draw=draw,
    missing=message(
        "No volumes of this fuel at this frequency. Choose another fuel, frequency or period."
    ),
)
