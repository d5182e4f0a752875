"""Tables as they were known on a day: what came out later is left out, and marts built anew."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from etl import facts, marts
from etl.errors import UnknownNameError
from etl.store import Snapshot

_DATED = {"statements": "date", "events": "date", "documents": "released", "readings": "vintage"}
"""The fact tables that know when each row came to be, and the column that says it."""


def table_as_of(snapshot: Snapshot, name: str, day: dt.date) -> pd.DataFrame:
    """A table or mart as known at the end of a day.

    A document without a date of publication is left out: it may have come later. Raises
    UnknownNameError.
    """
    if name not in snapshot.tables or name == "catalogue":
        raise UnknownNameError("table", name, snapshot.tables)
    known = facts_as_of(snapshot, day)
    return known[name] if name in known else marts.build_all(known)[name]


def tables_as_of(snapshot: Snapshot, day: dt.date) -> dict[str, pd.DataFrame]:
    """Every table and mart as known at the end of a day."""
    known = facts_as_of(snapshot, day)
    return known | marts.build_all(known)


def facts_as_of(snapshot: Snapshot, day: dt.date) -> dict[str, pd.DataFrame]:
    """The fact tables without what came out after a day."""
    known = {each: snapshot.table(each) for each in facts.MEANINGS}
    for each, column in _DATED.items():
        known[each] = known[each][known[each][column] <= pd.Timestamp(day)]
    statements, read_in = known["statements"], known["documents"]["id"]
    known["statements"] = statements[statements["source"].isin(read_in)]
    address = known["documents"].set_index("id")["address"]
    readings = known["readings"]
    known["readings"] = readings.assign(superseded=facts.superseded(readings, address))
    return known
