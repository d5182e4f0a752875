"""The tiles of the Overview: the newest figures, each with what it is and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd

from dashboard.charts import Tables
from dashboard.charts._drawing import BILLION
from dashboard.charts.settlement_statements import HEDGES
from dashboard.charts.year_to_date import MONTHS
from dashboard.measures import joined_sources
from dashboard.view import View


@dataclass(frozen=True)
class Headline:
    """One figure: what it is, its value, what to compare it with, and its documents."""

    label: str
    value: str
    detail: str
    source: str


def headlines(tables: Tables) -> list[Headline]:
    """The newest figures that the tables carry; what they do not carry is left out."""
    made = (_year_to_date(tables), _balance(tables), _year(tables), _share(tables), _said(tables))
    return [headline for headline in made if headline is not None]


def _sums(tables: Tables) -> pd.DataFrame:
    """China's year-to-date exports and imports side by side, by year and last month."""
    rows = tables["bilateral_ytd"]
    rows = rows[rows["reporter"] == "CHN"]
    exports, imports = (rows[rows["flow"] == flow] for flow in ("export", "import"))
    both = exports.merge(imports, on=["year", "months"], suffixes=("_export", "_import"))
    both["total"] = both["value_usd_export"] + both["value_usd_import"]
    return both.sort_values(["year", "months"])


def _span(row: Any) -> str:
    return f"{row.year}" if row.months == 12 else f"Jan–{MONTHS[row.months - 1]} {row.year}"


def _growth(now: float, before: float) -> str:
    return f"{(now / before - 1) * 100:+.1f} % on the year"


def _year_to_date(tables: Tables) -> Headline | None:
    sums = _sums(tables)
    if sums.empty:
        return None
    newest = next(sums.tail(1).itertuples())
    base = sums[(sums["year"] == newest.year - 1) & (sums["months"] == newest.months)]
    growth = _growth(newest.total, base["total"].iloc[0]) if len(base) else "no base year found"
    return Headline(
        f"Total trade, {_span(newest)}",
        f"{newest.total / BILLION:,.1f} bn USD",
        growth,
        joined_sources((newest.source_export, newest.source_import, *base["source_export"])),
    )


def _balance(tables: Tables) -> Headline | None:
    sums = _sums(tables)
    if sums.empty:
        return None
    newest = next(sums.tail(1).itertuples())
    balance = newest.value_usd_import - newest.value_usd_export
    return Headline(
        f"Russia’s surplus, {_span(newest)}",
        f"{balance / BILLION:+,.1f} bn USD",
        f"Russia sold {newest.value_usd_import / BILLION:,.1f}, "
        f"bought {newest.value_usd_export / BILLION:,.1f}",
        joined_sources((newest.source_export, newest.source_import)),
    )


def _year(tables: Tables) -> Headline | None:
    totals = tables["bilateral_totals"].sort_values("year")
    if len(totals) < 2:
        return None
    before, newest = totals.tail(2).itertuples()
    follows = newest.year - before.year == 1
    return Headline(
        f"Total trade, {newest.year}",
        f"{newest.total_usd / BILLION:,.1f} bn USD",
        _growth(newest.total_usd, before.total_usd) if follows else "",
        joined_sources((newest.source, before.source)),
    )


def _share(tables: Tables) -> Headline | None:
    """Russia's share in China's imports over the newest year-to-date that both totals state."""
    readings = tables["readings"]
    world = readings[
        (readings["statistic"] == "GACC")
        & (readings["partner"] == "WLD")
        & (readings["product"] == "TOTAL")
        & (readings["flow"] == "import")
        & (readings["unit"] == "USD")
        & (readings["qualifier"] == "")
        & readings["span"].isin(["ytd", "year"])
    ]
    world = world.assign(year=world["start"].dt.year).sort_values("step")
    world = world.drop_duplicates(["year", "months"])
    pair = _sums(tables).merge(world, on=["year", "months"])
    if pair.empty:
        return None
    newest = next(pair.sort_values(["year", "months"]).tail(1).itertuples())
    share = newest.value_usd_import / newest.value * 100
    return Headline(
        f"Russia in China’s imports, {_span(newest)}",
        f"{share:.1f} %",
        f"{newest.value_usd_import / BILLION:,.1f} of {newest.value / BILLION:,.0f} bn USD",
        joined_sources((newest.source_import, newest.source)),
    )


def _said(tables: Tables) -> Headline | None:
    rows = tables["statements"]
    rows = rows[(rows["of_what"] == "trade_turnover") & (rows["currencies"] == "rouble_yuan")]
    if rows.empty:
        return None
    newest = next(rows.sort_values("date").tail(1).itertuples())
    return Headline(
        "Rouble and yuan in bilateral trade",
        f"{HEDGES[newest.qualifier]}{newest.share:g} %",
        f"said by {newest.speaker}, {newest.date:%-d %B %Y}; not a statistic",
        newest.source,
    )


def tiles(tables: Tables, view: View) -> list[Any]:
    """The headlines as a row of tiles."""
    documents = tables["documents"].set_index("id")
    return [
        dmc.SimpleGrid(
            [_tile(headline, documents) for headline in headlines(tables)],
            cols={"base": 1, "xs": 2, "md": 3, "lg": 5},
            spacing="sm",
            className="tiles",
        )
    ]


def _tile(headline: Headline, documents: pd.DataFrame) -> Any:
    first = documents.loc[headline.source.split()[0]]
    return dmc.Paper(
        [
            dmc.Text(headline.label, size="sm", className="muted"),
            dmc.Text(headline.value, className="figure"),
            dmc.Text(headline.detail, size="sm"),
            dmc.Anchor(
                f"Source: {first['publisher']}", href=first["address"], size="xs", target="_blank"
            ),
        ],
        className="card tile",
    )
