"""Trying a source by hand: what its publisher gives now, or gave before, read but not kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from etl.archive import Archive, Document
from etl.budget import Budget
from etl.errors import AmurError
from etl.http import Client, Limits
from etl.settings import Settings
from etl.sources import Parsed, Source, Visit, joined

RECENT_MONTHS = 6


@dataclass(frozen=True)
class Trial:
    """What came of one source and what was read in it; `failure` says why nothing came."""

    documents: list[Document]
    parsed: Parsed
    failure: str | None = None

    @property
    def rows(self) -> pd.DataFrame:
        """Every reading, the table it belongs to in the column `subject`."""
        frames = [
            frame.assign(subject=name)
            for name, frame in self.parsed.tables.items()
            if name != "sources"
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def kept(source: Source, settings: Settings, today: dt.date) -> Trial:
    """All that the archive holds of a source, read anew."""
    documents = Archive(settings.archive).documents(source.name)
    return _read(source, documents, today)


def ask(
    source: Source,
    settings: Settings,
    today: dt.date,
    most: int,
    since: str | None = None,
    limits: Limits | None = None,
) -> Trial:
    """At most `most` documents of a source as it answers now, from the last months on.

    Nothing is archived or published; calls count against the source's budget.
    """
    documents: list[Document] = []
    failure = None
    try:
        for document in islice(_asked(source, settings, today, since, limits), most):
            documents.append(document)
    except AmurError as error:
        failure = str(error)
    except Exception as error:  # the person who tries wants to know, not a traceback
        failure = f"{source.name}: a reply is not in the form that Amur knows ({error!r})"
    return _read(source, documents, today, failure)


def _read(
    source: Source, documents: list[Document], today: dt.date, failure: str | None = None
) -> Trial:
    try:
        return Trial(documents, joined(source.parse(documents, today)), failure)
    except Exception as error:  # told as what else fails
        told = f"{source.name}: what came cannot be read ({error!r})"
        return Trial(documents, Parsed({}), failure or told)


def _asked(
    source: Source, settings: Settings, today: dt.date, since: str | None, limits: Limits | None
) -> Iterator[Document]:
    if source.key_required and not source.key:
        raise AmurError(f"{source.name}: set {source.key_variable} to a key of the publisher.")
    recent = today.replace(day=1) - dt.timedelta(days=30 * RECENT_MONTHS)
    return iter(
        source.fetch(
            Visit(
                client=Client(source.name, limits or Limits(tries=2)),
                address=source.host,
                kept=[],
                today=today,
                bundled=settings.bundled,
                inbox=settings.inbox,
                since=since or f"{recent:%Y-%m}",
                full=True,
                key=source.key,
                budget=Budget(settings.budgets, source.name, today),
            )
        )
    )


def verdict(trial: Trial) -> str:
    """One sentence in plain words: what answered, what did not, what has another form."""
    if trial.failure:
        return f"does not answer as it should: {trial.failure}"
    if trial.parsed.set_aside:
        reason = next(iter(trial.parsed.set_aside.values()))
        return f"answers in a form that Amur does not know: {reason}"
    if not trial.documents:
        return "answers, and has nothing new"
    rows = trial.rows
    if rows.empty:
        return f"answers ({len(trial.documents)} documents); no figures among the first of them"
    return (
        f"answers: {len(trial.documents)} documents, {len(rows):,} figures, "
        f"the newest of {rows['period'].max()}"
    )
