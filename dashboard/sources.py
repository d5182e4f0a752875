"""The source line of a chart: how many documents its figures were read in, and the newest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.charts import Chart, Tables

DOCUMENTS_LISTED = 12


@dataclass(frozen=True)
class Sources:
    """Where a chart's figures were read: a line, and the newest documents for a list."""

    line: str
    newest: pd.DataFrame
    count: int


def of_data(data: pd.DataFrame, tables: Tables) -> Sources:
    """The documents behind a chart's data, newest first."""
    column = data["source"] if "source" in data else pd.Series(dtype=str)
    ids = set(" ".join(column.dropna()).split())
    documents = tables["documents"]
    used = documents[documents["id"].isin(ids)].sort_values("released", ascending=False)
    if used.empty:
        return Sources("No documents for this view.", used, 0)
    publishers = used["publisher"].value_counts().head(3).index
    dated = used[used["published"].str.len() == len("2026-07-22")]["released"]
    newest = f"; newest dated {dated.max():%-d %B %Y}" if len(dated) else ""
    noun = "document" if len(used) == 1 else "documents"
    line = f"Read in {len(used)} public {noun} ({', '.join(publishers)}…){newest}"
    return Sources(line.replace("…)", ")" if len(used) <= 3 else " and others)"), used, len(used))


def cite(chart: Chart, line: str) -> str:
    """The line under a printed chart."""
    return f"{line}. Amur, chart “{chart.id}”."
