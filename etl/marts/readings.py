"""Every measured figure as it was read, and whether its publisher has replaced it since."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import SERIES

PERIOD = ["span", "period"]


def build(tables: Tables) -> ir.Table:
    """One row a figure and document, as it was read in `etl/facts.py`; `superseded` says whether a
    later document at the same address has replaced it.
    """
    found, documents = tables["found"], tables["documents"]
    # Counted by a group: by a window, in a union of both, Spark joins each reading twice.
    counted = documents.group_by("address").agg(documents=documents.count())
    repeated = counted.filter(counted.documents > 1)
    addresses = documents.semi_join(repeated, "address").select("address", source=documents.id)
    newest_first = ibis.window(
        group_by=[*SERIES, *PERIOD, "address"],
        order_by=[ibis.desc("vintage", nulls_first=False), ibis.desc("source")],
    )
    told_again = found.join(addresses, "source")
    ranked = told_again.mutate(superseded=ibis.row_number().over(newest_first) > 0)
    told_once = found.anti_join(addresses, "source").mutate(superseded=False)
    return told_once.union(ranked.drop("address"))


MART = Mart(
    name="readings",
    meaning="Every measured figure as read, in base units, one row a figure and document",
    needs=("found", "documents"),
    order=(*SERIES, "start", "months", "source", *PERIOD),
    build=build,
)
