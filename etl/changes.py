"""What a refresh changes: figures new, revised and unchanged against the snapshot before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from etl.marts._series import FIGURE
from etl.parquet import connected
from etl.snapshot import Snapshot


@dataclass(frozen=True)
class Changes:
    """How many figures are new, revised and unchanged against the snapshot before."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0


class _Compared(NamedTuple):
    """A table, what tells one of its figures from another, and marks of rows that do not count."""

    table: str
    keys: tuple[str, ...]
    marks: tuple[str, ...] = ()


_IN_USE = _Compared("intervals", tuple(FIGURE))
_SAID_LAST = _Compared("readings", (*FIGURE, "status", "feed"), ("superseded",))
"""Of each source the readings that it did not replace itself."""
_QUERY = """
WITH before AS (
  SELECT {keys}, list(DISTINCT value) AS said FROM read_parquet($before) WHERE {counts} {none}
  GROUP BY ALL
)
SELECT
  {feed},
  count(*) FILTER (WHERE said IS NULL),
  count(*) FILTER (WHERE NOT list_contains(said, value)),
  count(*) FILTER (WHERE list_contains(said, value))
FROM (SELECT {keys}, value FROM read_parquet($after) WHERE {counts}) LEFT JOIN before USING ({keys})
GROUP BY 1 ORDER BY 1
"""


def between(
    before: Snapshot | None, after: Path, spilt: Path | None = None
) -> tuple[Changes, dict[str, Changes]]:
    """Changes of the figures in use, and of what each source says last.

    `after` is the folder of the tables; what memory does not hold is spilt into another. All is new
    where there is nothing before, or an earlier version of Amur made it otherwise.
    """
    with connected(spilt) as connection:
        figures = _counted(connection, before, after, _IN_USE)
        by_source = _counted(connection, before, after, _SAID_LAST)
    return figures.get("", Changes()), by_source


def _counted(
    connection: DuckDBPyConnection, before: Snapshot | None, after: Path, compared: _Compared
) -> dict[str, Changes]:
    """Changes by source; those of a table that names none under ''."""
    new = after / f"{compared.table}.parquet"
    old = _of_before(before, compared)
    query = _QUERY.format(
        keys=", ".join(compared.keys),
        counts=" AND ".join(f"NOT {mark}" for mark in compared.marks) or "true",
        feed="feed" if "feed" in compared.keys else "''",
        none="" if old else "AND false",
    )
    found = connection.execute(query, {"before": str(old or new), "after": str(new)})
    return {feed: Changes(*counts) for feed, *counts in found.fetchall()}


def _of_before(before: Snapshot | None, compared: _Compared) -> Path | None:
    """The file of the snapshot before, if it has what is compared."""
    known = before.manifest["tables"].get(compared.table) if before else None
    needed = {*compared.keys, *compared.marks, "value"}
    if before is None or known is None or not needed <= set(known["columns"]):
        return None
    return before.file(compared.table)
