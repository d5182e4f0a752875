"""Which document the rows of a chart's data were read in, for the hover."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from dashboard.names import publisher
from dashboard.shelf import Document
from dashboard.words import Words, words


def with_documents(
    data: pd.DataFrame, documents: Mapping[str, Document], say: Words
) -> pd.DataFrame:
    """The data with a column `document`: who published what gives each row its vintage, and when.

    'TASS and others, document of 18 Jul 2026' where documents of several publishers were used; ''
    where there is none. Of documents of one day, and where the vintage is not known, the first one
    named counts: those of an exchange rate or a price index come last.
    """
    if "source" not in data:
        return data
    sources = data["source"].fillna("").to_list()
    vintages = data["vintage"].to_list() if "vintage" in data else [pd.NaT] * len(data)
    rows = list(zip(sources, vintages, strict=True))
    said = {row: _said(*row, documents, say.language) for row in set(rows)}
    return data.assign(document=pd.Series([said[row] for row in rows], data.index, object))


def _said(source: str, vintage: Any, known: Mapping[str, Document], language: str) -> str:
    used = [known[each] for each in source.split() if each in known]
    if not used:
        return ""
    first = next((each for each in used if each.released == vintage), used[0])
    others = any(each.publisher != first.publisher for each in used)
    return _named(first.publisher, first.published, others, language)


@cache
def _named(name: str, published: str, others: bool, language: str) -> str:
    say = words(language)
    said = publisher(name, say)
    whose = say("{names} and others", names=said) if others else said
    if not published:
        return whose
    return say.listed([whose, say("document of {day}", day=say.partial_day(published))])
