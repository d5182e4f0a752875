"""How fresh the figures are: what each source has given, when it was asked, when more is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from cachetools.func import ttl_cache
from dash import html

from dashboard.cards import plain_table
from dashboard.charts import Tables
from dashboard.names import publisher
from dashboard.view import View
from dashboard.words import Words, message, words
from etl import sources
from etl.errors import AmurError
from etl.health import Health, read_health
from etl.refresh import last_month
from etl.releases import last_month_out, next_release
from etl.settings import load_settings
from etl.sources import Source

HEAD = (
    *(message("Source"), message("Figures"), message("Documents")),
    *(message("Last month"), message("Next look"), message("Last asked")),
)
KEPT_SECONDS = 30


def state() -> Hashable:
    """What the card depends on besides the tables: the day, and how the sources fared."""
    asked = ((name, each.asked, each.failure) for name, each in _health().items())
    return (dt.date.today(), *asked)


@ttl_cache(maxsize=1, ttl=KEPT_SECONDS)
def _health() -> dict[str, Health]:
    """How the sources fared; nothing where the storage is away, for the page stands without."""
    try:
        return read_health(load_settings().health)
    except (AmurError, OSError):
        return {}


def late(tables: Tables, view: View) -> str:
    """What to do where later months are out than the tables hold; '' as known on another day."""
    if view.asof:
        return ""
    newest = last_month(tables["bilateral_monthly"])
    return behind(newest, dt.date.today(), words(view.lang))


def behind(newest: str | None, today: dt.date, say: Words) -> str:
    """What to do where China Customs has published later months than the newest ('2026-07') held;
    '' where none is lacking."""
    out = last_month_out(today)
    if newest is None or newest >= f"{out:%Y-%m}":
        return ""
    return say(
        "China Customs has published months to {month}; “amur refresh” asks for them.",
        month=say.month(out),
    )


def by_source(tables: Tables, say: Words) -> Any:
    """A table of the sources that have given figures, or are asked for some."""
    given = tables["source_coverage"].set_index("feed")
    health, today = _health(), dt.date.today()
    rows = [
        [
            _named(name, source, say),
            *_given(given, name, say),
            _due(source, today, say),
            _asked(health.get(name), source, say),
        ]
        for name, source in sources.discover().items()
        if name in given.index or (source.live and sources.is_on(name))
    ]
    return plain_table([say(name) for name in HEAD], rows, narrowest=720)


def _named(name: str, source: Source, say: Words) -> Any:
    told = publisher(source.publisher, say) if source.live else say(source.publisher)
    shown = dmc.Anchor(told, href=source.address) if source.address else told
    return [shown, dmc.Text(f"{name} · {say(source.licence)}", size="xs", className="muted")]


def _given(given: pd.DataFrame, name: str, say: Words) -> list[str]:
    if name not in given.index:
        return ["–", "–", "–"]
    row = given.loc[name]
    return [say.number(row["figures"], 0), say.number(row["documents"], 0), say.month(row["last"])]


def _due(source: Source, today: dt.date, say: Words) -> Any:
    day = next_release(source, today)
    told = dmc.Text(say(source.cadence), size="xs", className="muted")
    return [say.day(day), told] if day else told


def _asked(health: Health | None, source: Source, say: Words) -> Any:
    """When it was asked, and that it failed, with the reason for who points at it."""
    if not source.live:
        return "–"
    if health is None:
        return say("not yet")
    day = say.day(dt.datetime.fromisoformat(health.asked).date())
    if not health.failure:
        return day
    return html.Span(say("failed on {day}", day=day), title=health.failure, className="failed")
