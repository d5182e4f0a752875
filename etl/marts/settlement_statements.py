"""What was said of settlement shares: one row a statement, however many documents carry it."""

from __future__ import annotations

from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import documents

SAME_STATEMENT = [
    *("date", "of_what", "currencies", "period_meant", "share", "qualifier", "speaker"),
]


def build(tables: Tables) -> ir.Table:
    """`share` in percent of `of_what` (never joined across its kinds); `documents` counts them."""
    told = tables["statements"]
    return told.group_by(SAME_STATEMENT).agg(
        role=told.role.min(),
        precision=told.precision.min(),
        documents=told.count(),
        source=documents(told.source.group_concat(" ").split(" ")),
    )


MART = Mart(
    name="settlement_statements",
    meaning="Statements on settlement shares, one row a statement with all of its documents",
    needs=("statements",),
    order=tuple(SAME_STATEMENT),
    build=build,
)
