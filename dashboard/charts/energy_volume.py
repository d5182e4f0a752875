"""How much of a fuel China buys from Russia, in its physical unit."""

from __future__ import annotations

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import add_line, blank, direct_labels, hover_texts
from dashboard.charts._history import history
from dashboard.charts._trade import FREQUENCY_WORDS, HOLE_NOTE, JANUARY_NOTE, chosen_period
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.units import GROWTH, named, unit
from dashboard.view import PARAMETERS, View
from dashboard.words import message, words

REPORTS = {
    ("GACC", "import"): message("China Customs"),
    ("GAZPROM", "export"): message("Gazprom"),
    ("INTERRAO", "export"): message("Inter RAO"),
    ("MINENERGO", "export"): message("Russian Energy Ministry"),
}


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Every report of the chosen fuel's volume, in tonnes, cubic metres or kWh."""
    return chosen_period(_reports(tables, view), view)


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
    summed = measures.aggregate(series[measures.COLUMNS], view.freq)
    grown = view.show == "growth"
    summed = measures.growth(summed) if grown else measures.on_year(summed)
    if not len(summed):
        return summed
    told = GROWTH if grown else unit(base, view.lang)
    return summed.assign(
        value=summed["value"] / told.size, unit=told.short, report=REPORTS[statistic, flow]
    )


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A line a report and unit; the fuel keeps its colour, a second report is the total's grey."""
    figure = blank(view)
    say = words(view.lang)
    colours = [view.fuel, "total", "RUS", "other"]
    groups = list(data.groupby(["report", "unit"], sort=False))
    for colour, ((report, short), rows) in zip(colours, groups, strict=False):
        shown = [named(short, view.lang).said(value, say) for value in rows["value"]]
        name = say(report) if len(groups) == 1 else f"{say(report)},<br>{say(short)}"
        add_line(
            figure,
            rows.assign(text=hover_texts(rows, shown, say)),
            name,
            theme.colour(view.theme, colour),
            f"<b>{say(report)}</b><br>%{{text}}<extra></extra>",
            step=1 if view.freq == "12m" else None,
        )
    direct_labels(figure)
    figure.arrange(
        yaxis={
            "title": {"text": " / ".join(say(short) for short in data["unit"].unique())},
            "rangemode": "normal" if view.show == "growth" else "tozero",
        }
    )
    return figure


def subtitle(view: View) -> str:
    """Fuel, unit and who reports."""
    say = words(view.lang)
    measure = say("volume, growth on the year") if view.show == "growth" else say("volume")
    return say(
        "{fuel} from Russia to China, {measure}, {frequency}",
        fuel=say(PARAMETERS["fuel"].choices[view.fuel]),
        measure=measure,
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
