"""What is traded: products whose value is known, and the rest as 'not stated'."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from dashboard import measures, theme
from dashboard.charts import Chart, Tables
from dashboard.charts._drawing import FLOW_NAMES, blank, with_hovers
from dashboard.charts._history import history
from dashboard.charts._prices import at_prices, marked, measure_at_prices, priced
from dashboard.drawing import Drawing
from dashboard.measures.series import year_starts
from dashboard.units import Unit, unit
from dashboard.view import View, years_within
from dashboard.words import Words, message, words
from etl.codes import PRODUCTS
from etl.harmonized_system import name_of

NOT_STATED = message("Not stated")
UNSTATED_NOTE = message(
    "China’s customs reports name some products; the grey rest is the total less those drawn, "
    "which do not overlap. It is never spread over the named ones, so a missing name is not a zero."
)
SMALLER = message("Other stated products")
KEPT_COLOURS = {
    name: {PRODUCTS[code]: colour for code, colour in palette.series.items() if code in PRODUCTS}
    for name, palette in theme.PALETTES.items()
}
"""Products that have a colour of their own on every page, by theme."""
SMALL = 0.5
"""Percent of a flow: smaller products are added up where all of a year are drawn."""
PARTS_SHOWN = 7
"""Products drawn by name, the largest over all years; smaller ones are added up."""


def select(tables: Tables, view: View) -> pd.DataFrame:
    """Values by year and product in the chosen direction, in US dollars."""
    mix = mix_at_prices(tables, view)
    rows = mix[mix["flow"] == view.flow]
    first, last = years_within(view)
    largest = _largest(rows[rows["year"].between(first, last)])
    parts = _parts(tables, view, *largest)
    return marked(parts[parts["year"].between(first, last)], tables, view)


@history
def _parts(tables: Tables, view: View, *largest: str) -> pd.DataFrame:
    """The flow's parts in all years: the products named, the others added up, the rest."""
    mix = mix_at_prices(tables, view)
    rows = mix[mix["flow"] == view.flow]
    parts = rows.assign(
        product=[_drawn_as(product, largest) for product in rows["product"]],
        value=rows["value_usd"] / unit("usd", view.lang).size,
    )
    return _compared(_added_up(parts), ["product"])


def _drawn_as(product: str, largest: Collection[str]) -> str:
    """The name of the part that a product is drawn in."""
    if product == "not_stated":
        return NOT_STATED
    return _name(product) if product in largest else SMALLER


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a year, flow and drawn part: the smaller products are added up."""
    return rows.groupby(["year", "flow", "product"], as_index=False).agg(
        value=("value", "sum"),
        share=("share", "sum"),
        status=("status", "first"),
        source=("source", " ".join),
        vintage=("vintage", "max"),
    )


def _compared(rows: pd.DataFrame, of: list[str]) -> pd.DataFrame:
    """The rows with their change on the year; none for sums that hold other goods each year."""
    compared = measures.on_year(rows, of)
    steady = ~rows["product"].isin([NOT_STATED, SMALLER])
    return compared.assign(**{measures.PERCENT: compared[measures.PERCENT].where(steady)})


@history
def mix_at_prices(tables: Tables, view: View) -> pd.DataFrame:
    """The parts at the prices that the view asks for; shares of a year stay as they are."""
    mix = tables["sector_mix"]
    period = year_starts(mix["year"])
    dated = mix.assign(period=period, months=12, value=mix["value_usd"])
    rows = at_prices(dated, tables, view)
    return rows.assign(value_usd=rows["value"]).drop(columns=["period", "months"])


def parts_compared(mix: pd.DataFrame, language: str) -> pd.DataFrame:
    """Parts of a mix under their names, in the language's dollars, with their change on the year.

    What is not stated has none: it holds other goods each year.
    """
    told = mix.assign(
        product=part_names(mix["product"]), value=mix["value_usd"] / unit("usd", language).size
    )
    return _compared(told, ["flow", "product"])


def small_added_up(parts: pd.DataFrame) -> pd.DataFrame:
    """Parts of one year, those below `SMALL` percent of their flow as one without a change."""
    small = (parts["share"] < SMALL) & (parts["product"] != NOT_STATED)
    rest = _added_up(parts[small].assign(product=SMALLER))
    return pd.concat([parts[~small], rest], ignore_index=True) if len(rest) else parts


def part_names(codes: pd.Series) -> list[str]:
    """The names of the parts of a mix, what is not stated among them."""
    return [NOT_STATED if code == "not_stated" else _name(code) for code in codes]


def _name(code: str) -> str:
    """The name of a product or of a code of the nomenclature (a message)."""
    return PRODUCTS.get(code) or name_of(code) or f"HS {code.removeprefix('HS')}"


def part_colours(names: Iterable[str], theme_name: str) -> dict[str, str]:
    """A colour for each part: its own where it has one, else one that no other part has."""
    parts = {*names}
    own = {name: each for name, each in KEPT_COLOURS[theme_name].items() if name in parts}
    quiet = {
        NOT_STATED: theme.palette(theme_name).muted,
        SMALLER: theme.colour(theme_name, "other"),
    }
    free = [each for each in theme.sequence(theme_name) if each not in own.values()]
    others = sorted(parts - {*own, *quiet})
    given = {name: free[place % len(free)] for place, name in enumerate(others)}
    return {**own, **quiet, **given}


def _largest(rows: pd.DataFrame) -> list[str]:
    sizes = rows[rows["product"] != "not_stated"].groupby("product")["value_usd"].max()
    return sorted(sizes.nlargest(PARTS_SHOWN).index)


def draw(data: pd.DataFrame, view: View) -> Drawing:
    """A stacked bar a year that adds up to the flow's total; what is not stated stays grey."""
    figure = blank(view)
    say = words(view.lang)
    money = priced(unit("usd", view.lang), data, say)
    sizes = data.groupby("product")["value"].max().drop([SMALLER, NOT_STATED], errors="ignore")
    named = sizes.sort_values(ascending=False).index
    names = [*named, *({SMALLER} & {*data["product"]}), NOT_STATED]
    # What is not stated fills most of many bars: paler here than as an area by itself.
    colours = part_colours(names, view.theme) | {NOT_STATED: theme.palette(view.theme).grid}
    told = with_hovers(data, _shown(data, money, say), say)
    for name in names:
        rows = told[told["product"] == name]
        figure.add(
            "bar",
            x=rows["year"],
            y=rows["value"],
            name=say(name),
            marker={"color": colours[name]},
            text=rows["text"],
            textposition="none",
            customdata=rows["origin"],
            hovertemplate=f"<b>{say(name)}</b><br>%{{text}}<extra></extra>",
        )
    figure.arrange(barmode="stack")
    figure.arrange(xaxis={"dtick": 1 if data["year"].nunique() < 12 else 5})
    figure.arrange(yaxis={"title": {"text": say(money.short)}})
    return figure


def _shown(rows: pd.DataFrame, money: Unit, say: Words) -> list[str]:
    """Value and share of each row."""
    return [
        f"{money.said(value, say)}, {say.number(share, 1)} %"
        for value, share in zip(rows["value"], rows["share"], strict=True)
    ]


def subtitle(view: View) -> str:
    """Direction and unit."""
    say = words(view.lang)
    told = say(
        "{flow}, products of stated value by year, {unit}",
        flow=say(FLOW_NAMES[view.flow]),
        unit=say(unit("usd", view.lang).name),
    )
    return measure_at_prices(told, view)


CHART = Chart(
    id="sector-mix",
    title=message("What is traded"),
    subtitle=subtitle,
    notes=(
        UNSTATED_NOTE,
        message("Each bar adds up to the flow’s total in that year."),
    ),
    tables=("sector_mix", "price_indices"),
    controls=("flow", "from", "to", "prices"),
    select=select,
    draw=draw,
    missing=message(
        "No product values for this direction and period. Choose the other direction or an "
        "earlier start."
    ),
)
