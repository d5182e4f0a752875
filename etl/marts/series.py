"""Every monthly series as a list: its id, what names it, how far it reaches."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import SERIES


def build(tables: Tables) -> ir.Table:
    """One row a series: `id`, what names it, `first` and `last` month, `count` of figures."""
    months = tables["series_monthly"]
    named = months.mutate(id=_identifier(months))
    return named.group_by("id", *SERIES).agg(
        first=named.start.min(), last=named.start.max(), count=named.value.count()
    )


def _identifier(months: ir.Table) -> ir.StringValue:
    """What names a series, joined by '.'; '-' where nothing applies."""
    parts = [months[name].nullif("").coalesce("-").replace("/", "-per-") for name in SERIES]
    return ibis.literal(".").join(parts)


def named_by(identifier: str) -> dict[str, str]:
    """What names the series with an id, by column; empty for a text that is none."""
    parts = ["" if part == "-" else part.replace("-per-", "/") for part in identifier.split(".")]
    return dict(zip(SERIES, parts, strict=True)) if len(parts) == len(SERIES) else {}


MART = Mart(
    name="series",
    meaning="Every monthly series: its id, what names it, first and last month, count of figures",
    needs=("series_monthly",),
    order=("id",),
    build=build,
)
