"""Where one point of a chart is from: the documents, what each prints, when it was published."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard.cards import document
from dashboard.charts import Tables
from dashboard.charts._products import product_name
from dashboard.shelf import rows_of
from dashboard.sources import newest_first
from dashboard.words import Words

READINGS_TOLD = 6


def of_point(origin: list[Any], tables: Tables, say: Words) -> Any:
    """The documents of a clicked point; `origin` is ids joined by ' ', its first day, its months.

    Each document is told with the figures that it prints for the point's time, as printed.
    """
    ids, start, months = str(origin[0]).split(), pd.Timestamp(origin[1]), int(origin[2])
    readings = rows_of(tables, "readings", source=tuple(ids))
    printed = _printed(readings, start, months)
    return html.Div(
        [
            dmc.Text(
                say("Read in these documents, the newest first, with what each of them prints."),
                className="muted",
            ),
            html.Ol(
                [
                    document(row, say, _told(printed, row.id, say))
                    for row in newest_first(ids, tables)
                ]
            ),
        ]
    )


def _printed(rows: pd.DataFrame, start: pd.Timestamp, months: int) -> pd.DataFrame:
    """The readings that begin or end within the point's time."""
    first = rows["start"].dt.to_period("M")
    last = first + (rows["months"].clip(lower=1).astype("int64") - 1)
    since = start.to_period("M")
    until = since + max(months, 1) - 1
    return rows[(last >= since) & (last <= until) | (first == since) & (last >= until)]


def _told(printed: pd.DataFrame, source: str, say: Words) -> str:
    rows = printed[printed["source"] == source]
    parts = [
        f"{_what(row, say)} {say.interval(row.start, row.months)}: "
        f"{row.value_printed} {say(row.unit_printed)}"
        for row in rows.head(READINGS_TOLD).itertuples()
    ]
    more = len(rows) - len(parts)
    if more > 0:
        parts.append(say.plural("and {count} more", "and {count} more", more))
    return say.clauses(parts)


def _what(row: Any, say: Words) -> str:
    """The flow that a reading is of; for what has no flow, such as a rate, its name."""
    return say(row.flow) if row.flow else product_name(row.product, say)
