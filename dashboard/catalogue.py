"""The Data page's tables: downloads, disagreements between documents, and all documents."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import freshness
from dashboard.cards import plain_table
from dashboard.charts import Tables
from dashboard.charts._products import product_name
from dashboard.grid import grid
from dashboard.names import publisher
from dashboard.shelf import documents_of
from dashboard.view import View, query
from dashboard.words import Words, words


def catalogue(tables: Tables, view: View) -> list[Any]:
    """Cards for sources, downloads, disagreements, revisions and documents."""
    say = words(view.lang)
    late = freshness.late(tables, view)
    return [
        _card(
            say("Sources"),
            freshness.by_source(tables, say),
            late or say("What each has given, when it was asked, and when it has something new."),
        ),
        _card(
            say("Tables to download"),
            _downloads(tables, view, say),
            say("CSV, UTF-8, with a header."),
        ),
        _card(
            say("Where documents disagree"),
            grid("disagreements", _disagreements(tables, say), view),
            say(
                "Readings that differ from the figure used by more than rounding explains; used is "
                "the one of the preferred source, then the finer printed, then what more documents "
                "print, then the one nearer to the publisher."
            ),
        ),
        _card(
            say("Revised later"),
            grid("revisions", _revisions(tables, say), view),
            say("Figures that their publisher changed after printing them once, the newest first."),
        ),
        _card(
            say("Documents"),
            grid("documents", _documents(tables, say), view),
            say("Every public document that a figure was read in."),
        ),
    ]


def _card(title: str, content: Any, subtitle: str) -> Any:
    return dmc.Paper(
        [dmc.Title(title, order=2, size="h4"), dmc.Text(subtitle, className="muted"), content],
        className="card",
    )


def _downloads(tables: Tables, view: View, say: Words) -> Any:
    known = query(View(asof=view.asof))
    rows = [
        [
            dmc.Anchor(_breakable(row.table), href=f"/tables/{row.table}.csv{known}", refresh=True),
            say(row.meaning),
            say.number(row.rows, 0),
        ]
        for row in tables["catalogue"].itertuples()
    ]
    return plain_table([say("Table"), say("Meaning"), say("Rows")], rows)


def _breakable(name: str) -> list[Any]:
    """A name that may be broken after each underscore: on a phone it is wider than its column."""
    first, *others = name.split("_")
    return [first, *(part for other in others for part in ("_", html.Wbr(), other))]


def _disagreements(tables: Tables, say: Words) -> pd.DataFrame:
    found = tables["disagreements"]
    order = found["difference_percent"].abs().sort_values(ascending=False).index
    rows = found.loc[order]
    return (
        _told(rows, say)
        .assign(difference=rows["difference_percent"].round(2))[
            ["series", "period", "unit", "used_value", "other_value", "difference", "used_source"]
        ]
        .assign(other_source=rows["other_source"])
    )


def _revisions(tables: Tables, say: Words) -> pd.DataFrame:
    rows = tables["revisions"].sort_values("new_vintage", ascending=False)
    known = documents_of(tables)
    return _told(rows, say).assign(
        change_percent=rows["change_percent"].round(2),
        published=[known[source].published for source in rows["new_source"]],
    )[["series", "period", "unit", "old_value", "new_value", "change_percent", "published"]]


def _told(rows: pd.DataFrame, say: Words) -> pd.DataFrame:
    """The rows with their series, period and unit in words."""
    names = zip(rows["statistic"], rows["product"], rows["flow"], strict=True)
    times = zip(rows["start"], rows["months"], strict=True)
    return rows.assign(
        series=[_series(*each, say) for each in names],
        period=[say.interval(start, months) for start, months in times],
        unit=rows["unit"].map(say),
    )


def _series(statistic: str, product: str, flow: str, say: Words) -> str:
    """'Crude oil, import (GACC)'."""
    parts = [product_name(product, say), say(flow)]
    return f"{say.listed(part for part in parts if part)} ({statistic})"


def _documents(tables: Tables, say: Words) -> pd.DataFrame:
    rows = tables["documents"].sort_values("published", ascending=False)
    return rows.assign(
        publisher=[publisher(name, say) for name in rows["publisher"]],
        kind=rows["kind"].map(say),
        language=rows["language"].map(say.language_name),
    )[["published", "publisher", "kind", "title", "language", "address"]]
