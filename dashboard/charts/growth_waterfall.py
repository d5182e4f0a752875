"""How trade came from one year to the next: a step for each product, up or down, to the new sum."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, hover_texts, in_lines, origins
from dashboard.charts._prices import marked, measure_at_prices, priced
from dashboard.charts._trade import REPORT_NOTE
from dashboard.charts.sector_mix import SMALL, mix_at_prices, part_names
from dashboard.drawing import Drawing
from dashboard.units import Unit, unit
from dashboard.view import View, years_within
from dashboard.words import Words, message, words

FLOWS = ("import", "export")
REST = {
    "import": message("All other imports from Russia"),
    "export": message("All other exports to Russia"),
}
"""What is not stated in both years, or small in both, by flow."""
STEP_PIXELS = 40
ROOM = 0.3
"""Beside the steps for their numbers, in widths of all steps."""
COLUMNS = [
    *("year", "flow", "product", "before", "value", "change", "points"),
    *(measures.PERCENT, "status", "source", "vintage"),
]


def select(tables: Tables, view: View) -> pd.DataFrame:
    """The parts of trade in the newest pair of neighbouring years by `to`, in US dollars.

    Larger products that both years state, and the rest of each flow: `before` + `change` = `value`;
    `points` are contributions to the growth of trade. They add up to trade and its growth.
    """
    mix = mix_at_prices(tables, view)
    year = _year(mix, years_within(view)[1])
    if year is None:
        return pd.DataFrame(columns=COLUMNS)
    parts = _parts(mix[mix["year"].isin([year - 1, year])], year)
    grown = measures.contributions(parts.rename(columns={"before": "base"}).assign(part=""))
    size = unit("usd", view.lang).size
    told = parts.assign(
        year=year,
        before=parts["before"] / size,
        value=parts["value"] / size,
        change=(parts["value"] - parts["before"]) / size,
        points=grown["points"],
    )
    rest = told["product"].isin(REST.values())
    growth = ((told["value"] / told["before"] - 1) * 100).where(~rest & (told["before"] > 0))
    told = told.assign(**{measures.PERCENT: growth, "rest": rest, "size": told["change"].abs()})
    order = ["flow", "rest", "size"]
    ordered = told.sort_values(order, ascending=[False, True, False], ignore_index=True)
    return marked(ordered[COLUMNS], tables, view)


def _year(mix: pd.DataFrame, until: int) -> int | None:
    """The newest year that has both flows, as the year before has."""
    flows = mix.groupby("year")["flow"].nunique()
    whole = set(flows.index[flows == len(FLOWS)])
    return max((year for year in whole if year <= until and year - 1 in whole), default=None)


def _parts(mix: pd.DataFrame, year: int) -> pd.DataFrame:
    """A row a larger product that both years state, and one for the rest of each flow."""
    stated = mix[mix["product"] != "not_stated"]
    named = stated.groupby(["flow", "product"])
    both = (named["year"].transform("nunique") == 2) & (named["share"].transform("max") >= SMALL)
    kept = both.reindex(mix.index, fill_value=False)
    names = mix["flow"].map(REST)
    names[kept] = part_names(mix.loc[kept, "product"])
    told = mix.assign(product=names, after=mix["year"] == year)
    return (
        told.assign(
            before=told["value_usd"].where(~told["after"], 0.0),
            value=told["value_usd"].where(told["after"], 0.0),
        )
        .sort_values("after", ascending=False)
        .groupby(["flow", "product"], as_index=False)
        .agg(
            before=("before", "sum"),
            value=("value", "sum"),
            status=("status", "first"),
            source=("source", measures.joined_sources),
            vintage=("vintage", "max"),
        )
    )


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """Read downwards: a mark for trade of the year before, a bar a step, a mark for the year's.

    The two sums are marks, not bars, so that the axis may begin where the steps lie.
    """
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
    after = data["before"].sum() + data["change"].cumsum()
    placed = data.assign(start=after - data["change"], name=[say(each) for each in data["product"]])
    levels = [data["before"].sum(), *after]
    year = int(data["year"].iloc[0])
    ends = [say("Trade in {year}", year=each) for each in (year - 1, year)]
    names = [in_lines(name, say) for name in (ends[0], *placed["name"], ends[1])]
    figure.add("scatter", **_path(levels, names, view))
    for flow in FLOWS:
        figure.add("bar", **_steps(placed[placed["flow"] == flow], flow, money, view))
    figure.add("scatter", **_sums(levels, names, money, view))
    span = max(levels) - min(levels) or 1.0
    figure.arrange(
        xaxis={
            "title": {"text": say(money.short)},
            "range": [min(levels) - span * ROOM, max(levels) + span * ROOM],
        }
    )
    figure.arrange(
        yaxis={
            "categoryorder": "array",
            "categoryarray": names,
            "autorange": "reversed",
            "showgrid": False,
        }
    )
    figure.arrange(barmode="overlay", height=STEP_PIXELS * len(names) + 90)
    return figure


def _path(levels: list[float], names: list[str], view: View) -> dict[str, Any]:
    """Thin lines from the end of each step down to the next."""
    xs = [x for level in levels for x in (level, level, None)]
    ys = [y for pair in itertools.pairwise(names) for y in (*pair, None)]
    line = {"color": theme.palette(view.theme).muted, "width": 1}
    return {"x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"} | {
        "showlegend": False
    }


def _steps(rows: pd.DataFrame, flow: str, money: Unit, view: View) -> dict[str, Any]:
    """The bars of a flow, each from where the one above ends."""
    say = words(view.lang)
    return {
        "x": rows["change"],
        "base": rows["start"],
        "y": [in_lines(name, say) for name in rows["name"]],
        "orientation": "h",
        "name": say(FLOW_NAMES[flow]),
        "marker": {"color": theme.colour(view.theme, flow)},
        "text": [money.number(change, say, 1, signed=True) for change in rows["change"]],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": origins(rows),
        "hovertext": hover_texts(rows, _told(rows, money, say), say),
        "hovertemplate": "<b>%{y}</b><br>%{hovertext}<extra></extra>",
    }


def _told(rows: pd.DataFrame, money: Unit, say: Words) -> list[str]:
    """The value of each row, what it changed by and what that is of the growth of trade."""
    return [
        "<br>".join(
            [
                f"{money.said(row.value, say)} ({money.number(row.change, say, signed=True)})",
                say(
                    "contribution to the growth of trade: {points} percentage points",
                    points=say.number(row.points, 1, signed=True),
                ),
            ]
        )
        for row in rows.itertuples()
    ]


def _sums(levels: list[float], names: list[str], money: Unit, view: View) -> dict[str, Any]:
    """Marks for trade of both years, named with their value."""
    say = words(view.lang)
    growth = say.number((levels[-1] / levels[0] - 1) * 100, 1, signed=True)
    shown = [money.number(levels[0], say, 1), f"{money.number(levels[-1], say, 1)} ({growth} %)"]
    return {
        "x": [levels[0], levels[-1]],
        "y": [names[0], names[-1]],
        "orientation": "h",
        "mode": "markers+text",
        "name": say("Trade"),
        "marker": {
            "symbol": "diamond",
            "size": 11,
            "color": theme.colour(view.theme, "total"),
        },
        "text": [f" {each} " for each in shown],
        "textposition": [
            "middle left" if 2 * level > min(levels) + max(levels) else "middle right"
            for level in (levels[0], levels[-1])
        ],
        "cliponaxis": False,
        "hovertemplate": f"<b>%{{y}}</b><br>%{{text}} {say(money.short)}<extra></extra>",
    }


def subtitle(view: View) -> str:
    """What the steps are, and the unit."""
    say = words(view.lang)
    told = say(
        "What changed China’s trade with Russia from the year before to the newest, {unit}",
        unit=say(unit("usd", view.lang).name),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="growth-waterfall",
    title=message("From one year to the next"),
    subtitle=subtitle,
    notes=(
        REPORT_NOTE,
        message(
            "Each step is the change of a larger product whose value reports state for both years, "
            "or of all the rest of its flow; the steps add up to the change of trade. The "
            "percentage points are of all trade a year before."
        ),
    ),
    tables=("sector_mix", "price_indices"),
    controls=("to", "prices"),
    select=select,
    draw=draw,
    missing=message("No two neighbouring years by then have both flows. Choose a later end."),
)
