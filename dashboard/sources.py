"""The source line of a chart: how many documents its figures were read in, and the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.charts import Chart, Tables
from dashboard.names import publisher
from dashboard.shelf import Document, documents_of
from dashboard.words import Words

DOCUMENTS_LISTED = 12
PUBLISHERS_NAMED = 3


@dataclass(frozen=True)
class Sources:
    """Where a chart's figures were read: a line, and the documents, the newest first."""

    line: str
    documents: list[Document]


def of_data(data: pd.DataFrame, tables: Tables, say: Words) -> Sources:
    """The documents behind a chart's data, newest first."""
    ids = set(" ".join(data["source"].dropna()).split()) if "source" in data else set()
    used = newest_first(ids, tables)
    if not used:
        return Sources(say("No documents for this view"), used)
    publishers = Counter(each.publisher for each in used)
    most = publishers.most_common(PUBLISHERS_NAMED)
    named = say.listed(publisher(name, say) for name, _ in most)
    if len(publishers) > PUBLISHERS_NAMED:
        named = say("{names} and others", names=named)
    line = say.plural(
        "Read in {count} public document ({publishers})",
        "Read in {count} public documents ({publishers})",
        len(used),
        publishers=named,
    )
    dated = [each.published for each in used if len(each.published) >= len("2026-07")]
    if dated:
        line += say("; newest dated {day}", day=say.partial_day(dated[0]))
    return Sources(line, used)


def newest_first(ids: Iterable[str], tables: Tables) -> list[Document]:
    """The known ones of some documents, the newest first, those of no known day last."""
    known = documents_of(tables)
    used = [known[each] for each in sorted(set(ids)) if each in known]
    dated = [each for each in used if pd.notna(each.released)]
    newest = sorted(dated, key=lambda each: each.released, reverse=True)
    return [*newest, *(each for each in used if pd.isna(each.released))]


def cite(chart: Chart, line: str, say: Words) -> str:
    """The line under a printed chart."""
    return say("{line}. Amur, chart “{chart}”.", line=line, chart=chart.id)
