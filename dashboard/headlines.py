"""The tiles of the Overview: the newest figures, each with what it is and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import sparkline, theme, trends
from dashboard.charts import Tables, settlement_statements
from dashboard.measures import joined_sources
from dashboard.names import publisher
from dashboard.trends import Flows, Trend
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import Words, words


@dataclass(frozen=True)
class Headline:
    """One figure: what it is, its value, what to compare it with, its documents, its course."""

    label: str
    value: str
    detail: str
    source: str
    trend: Trend | None = None


def headlines(tables: Tables, say: Words) -> list[Headline]:
    """The newest figures that the tables carry; what they do not carry is left out."""
    flows = trends.flows_by_month(tables)
    made = [
        _year_to_date(tables, flows, say),
        _balance(tables, flows, say),
        _year(tables, say),
        _share(tables, flows, say),
        _said(tables, say),
    ]
    return [headline for headline in made if headline is not None]


def sums(tables: Tables) -> pd.DataFrame:
    """China's year-to-date exports and imports side by side, by year and last month."""
    rows = tables["bilateral_ytd"]
    rows = rows[rows["reporter"] == "CHN"]
    exports, imports = (rows[rows["flow"] == flow] for flow in ("export", "import"))
    both = exports.merge(imports, on=["year", "months"], suffixes=("_export", "_import"))
    both["total"] = both["value_usd_export"] + both["value_usd_import"]
    return both.sort_values(["year", "months"])


def _dollars(value: float, say: Words, signed: bool = False) -> str:
    """A value in US dollars, to a tenth of a billion."""
    money = unit("usd", say.language)
    return money.said(value / money.size, say, 1, signed)


def _number(value: float, say: Words, usual: int = 1) -> str:
    """The same without its unit, which stands beside it."""
    money = unit("usd", say.language)
    return money.number(value / money.size, say, usual)


def _growth(now: float, before: float, say: Words) -> str:
    percent = say.number((now / before - 1) * 100, 1, signed=True)
    return say("{percent} % on the year", percent=percent)


def _last_month(row: Any) -> pd.Period:
    """The month that a year to date ends with."""
    return pd.Period(year=int(row.year), month=int(row.months), freq="M")


def _year_to_date(tables: Tables, flows: Flows, say: Words) -> Headline | None:
    both = sums(tables)
    if both.empty:
        return None
    newest = next(both.tail(1).itertuples())
    base = both[(both["year"] == newest.year - 1) & (both["months"] == newest.months)]
    known = len(base) > 0
    growth = _growth(newest.total, base["total"].iloc[0], say) if known else ""
    return Headline(
        say("Total trade, {period}", period=say.year_to(newest.year, newest.months)),
        _dollars(newest.total, say),
        growth or say("no base year found"),
        joined_sources(
            (
                newest.source_export,
                newest.source_import,
                *base["source_export"],
                *base["source_import"],
            )
        ),
        trends.trade_by_month(flows, _last_month(newest), say),
    )


def _balance(tables: Tables, flows: Flows, say: Words) -> Headline | None:
    both = sums(tables)
    if both.empty:
        return None
    newest = next(both.tail(1).itertuples())
    balance = newest.value_usd_import - newest.value_usd_export
    return Headline(
        say("Russia’s surplus, {period}", period=say.year_to(newest.year, newest.months)),
        _dollars(balance, say, signed=True),
        say(
            "Russia sold {sold}, bought {bought}",
            sold=_number(newest.value_usd_import, say),
            bought=_number(newest.value_usd_export, say),
        ),
        joined_sources((newest.source_export, newest.source_import)),
        trends.balance_by_month(flows, _last_month(newest), say),
    )


def _year(tables: Tables, say: Words) -> Headline | None:
    totals = tables["bilateral_totals"].sort_values("year")
    if len(totals) < 2:
        return None
    before, newest = totals.tail(2).itertuples()
    follows = newest.year - before.year == 1
    return Headline(
        say("Total trade, {period}", period=newest.year),
        _dollars(newest.total_usd, say),
        _growth(newest.total_usd, before.total_usd, say) if follows else "",
        joined_sources((newest.source, before.source)),
        trends.trade_by_year(totals, say),
    )


def share_of_imports(tables: Tables) -> Any | None:
    """The newest year to date for which both China's imports from Russia and from all are known.

    A row with year, months, value_usd_import and, from the world, value; None where there is none.
    """
    world = trends.world_imports(tables, "ytd", "year")
    world = world.assign(year=world["start"].dt.year)
    pair = sums(tables).merge(world, on=["year", "months"])
    if pair.empty:
        return None
    return next(pair.sort_values(["year", "months"]).tail(1).itertuples())


def _share(tables: Tables, flows: Flows, say: Words) -> Headline | None:
    newest = share_of_imports(tables)
    if newest is None:
        return None
    share = newest.value_usd_import / newest.value * 100
    return Headline(
        say("Russia in China’s imports, {period}", period=say.year_to(newest.year, newest.months)),
        f"{say.number(share, 1)} %",
        say(
            "{part} of {whole} {unit}",
            part=_number(newest.value_usd_import, say),
            whole=_number(newest.value, say, 0),
            unit=say(unit("usd", say.language).short),
        ),
        joined_sources((newest.source_import, newest.source)),
        trends.share_by_month(flows, tables, _last_month(newest), say),
    )


def _said(tables: Tables, say: Words) -> Headline | None:
    statement = settlement_statements.newest(tables)
    if statement is None:
        return None
    return Headline(
        say("Rouble and yuan in bilateral trade"),
        settlement_statements.share_said(statement, say),
        say(
            "said by {speaker}, {day}; not a statistic",
            speaker=say(statement.speaker),
            day=say.day(statement.date),
        ),
        statement.source,
    )


def tiles(tables: Tables, view: View) -> list[Any]:
    """The headlines as a row of tiles."""
    documents = tables["documents"].set_index("id")
    say = words(view.lang)
    return [
        dmc.SimpleGrid(
            [_tile(headline, documents, view) for headline in headlines(tables, say)],
            cols={"base": 1, "xs": 2, "md": 3, "xl": 5},
            spacing="sm",
            className="tiles",
        )
    ]


def _tile(headline: Headline, documents: pd.DataFrame, view: View) -> Any:
    say = words(view.lang)
    first = documents.loc[headline.source.split()[0]]
    source = say("Source: {publisher}", publisher=publisher(first["publisher"], say))
    return dmc.Paper(
        [
            dmc.Text(headline.label, size="sm", className="muted"),
            html.Div(
                [dmc.Text(headline.value, className="figure"), _drawn(headline.trend, view)],
                className="figure-line",
            ),
            dmc.Text(headline.detail, size="sm"),
            dmc.Anchor(
                source,
                href=first["address"],
                size="xs",
                target="_blank",
            ),
        ],
        className="card tile",
    )


def _drawn(trend: Trend | None, view: View) -> Any:
    """The course of a figure, small; nothing where it has none."""
    if trend is None:
        return None
    picture = sparkline.sparkline(trend.values, theme.colour(view.theme, trend.colour))
    return html.Img(
        src=sparkline.address(picture),
        alt=trend.told,
        title=trend.told,
        width=sparkline.WIDTH,
        height=sparkline.HEIGHT,
    )
