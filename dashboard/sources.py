"""The source line of a chart: how many documents its figures were read in, and the newest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.charts import Chart, Tables
from dashboard.names import publisher
from dashboard.words import Words

DOCUMENTS_LISTED = 12
PUBLISHERS_NAMED = 3


@dataclass(frozen=True)
class Sources:
    """Where a chart's figures were read: a line, and the newest documents for a list."""

    line: str
    newest: pd.DataFrame
    count: int


def of_data(data: pd.DataFrame, tables: Tables, say: Words) -> Sources:
    """The documents behind a chart's data, newest first."""
    column = data["source"] if "source" in data else pd.Series(dtype=str)
    ids = set(" ".join(column.dropna()).split())
    documents = tables["documents"]
    used = documents[documents["id"].isin(ids)].sort_values("released", ascending=False)
    if used.empty:
        return Sources(say("No documents for this view."), used, 0)
    publishers = used["publisher"].value_counts().index
    named = say.listed(publisher(name, say) for name in publishers[:PUBLISHERS_NAMED])
    if len(publishers) > PUBLISHERS_NAMED:
        named = say("{names} and others", names=named)
    line = say.plural(
        "Read in {count} public document ({publishers})",
        "Read in {count} public documents ({publishers})",
        len(used),
        publishers=named,
    )
    dated = used[used["published"].str.len() >= len("2026-07")]
    if len(dated):
        line += say("; newest dated {day}", day=say.partial_day(dated["published"].iloc[0]))
    return Sources(line, used, len(used))


def cite(chart: Chart, line: str, say: Words) -> str:
    """The line under a printed chart."""
    return say("{line}. Amur, chart “{chart}”.", line=line, chart=chart.id)
