"""What the command says to a person of sources, refreshes and the store: tables and bars."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Column, Table

from etl.health import Health

if TYPE_CHECKING:
    import pandas as pd

    from etl.changes import Changes
    from etl.refresh import Outcome, Step
    from etl.refresh import Progress as Told
    from etl.sources import Source

SET_ASIDE_SHOWN = 3


@contextmanager
def bars(console: Console) -> Iterator[Told]:
    """A bar a source with bytes and rows, gone when the work is done."""
    columns = (
        TextColumn("{task.fields[name]}"),
        BarColumn(bar_width=20),
        DownloadColumn(),
        TextColumn("{task.fields[rows]}"),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(step: Step) -> None:
            if step.source not in tasks:
                tasks[step.source] = progress.add_task("", total=None, name=step.source, rows="")
            progress.update(
                tasks[step.source],
                description=step.doing,
                completed=step.bytes,
                total=step.bytes if step.done else None,
                rows="" if step.rows is None else f"{step.rows:,} rows",
            )

        yield show


def outcome_table(outcome: Outcome) -> Table:
    """What a refresh did, a row a source: its figures, what failed and when more is due."""
    table = Table("source", "new", "revised", "unchanged", "documents", "MB", "next release")
    table.add_column("failed", overflow="fold")
    for name in sorted({*outcome.health, *outcome.by_source}):
        changes = outcome.by_source.get(name)
        health = outcome.health.get(name)
        table.add_row(name, *_figures(changes), *_fare(health), _next(name), _trouble(health))
    return table


def health_table(health: dict[str, Health]) -> Table:
    """How each source fared when it was last asked."""
    table = Table("source", "asked", "documents", "MB", "next release")
    table.add_column("trouble", overflow="fold")
    for name, each in health.items():
        table.add_row(name, each.asked, *_fare(each), _next(name), _trouble(each))
    return table


def sources_table(asked: Iterable[Source]) -> Table:
    """Who would be asked, and for what."""
    table = Table("source", "publisher", "address", "key", "cadence", "licence", "feeds")
    for each in asked:
        table.add_row(
            each.name,
            each.publisher,
            each.host or "this repository",
            _key(each),
            each.cadence,
            each.licence + ("" if each.redistributable else " (rows may not be passed on)"),
            ", ".join(each.feeds),
        )
    return table


def tables_table(tables: Mapping[str, Mapping[str, Any]]) -> Table:
    """The tables of a snapshot's manifest, with rows and columns."""
    table = Table("table", "rows", "columns")
    for name, facts in sorted(tables.items()):
        table.add_row(name, str(facts["rows"]), ", ".join(facts["columns"]))
    return table


def coverage_table(coverage: pd.DataFrame) -> Table:
    """Which periods each series has and lacks."""
    table = Table("series", "first", "last", "periods", "missing")
    for row in coverage.itertuples():
        table.add_row(row.series, row.first, row.last, str(row.periods), row.missing or "none")
    return table


def revisions_table(revisions: pd.DataFrame) -> Table:
    """The figures that their publisher changed later, old beside new."""
    whole = partial(Column, no_wrap=True)
    table = Table(
        "figure", *(whole(name, justify="right") for name in ("old", "new", "%")), whole("learned")
    )
    for row in revisions.itertuples():
        when = f"{row.start:%Y-%m}" + (f" ({row.months} months)" if row.months != 1 else "")
        named = (row.statistic, row.reporter, row.partner, row.flow, row.product, when, row.unit)
        percent = "" if math.isnan(row.change_percent) else f"{row.change_percent:+.2f}"
        values = _exact(row.old_value), _exact(row.new_value), percent
        table.add_row(" ".join(filter(None, named)), *values, f"{row.new_vintage:%Y-%m-%d}")
    return table


def _exact(value: float) -> str:
    """A figure in full: no digit of it lost that tells a revision."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.15g}"


def frame_table(frame: pd.DataFrame) -> Table:
    """A frame of texts as it is."""
    table = Table(*frame.columns)
    for row in frame.itertuples(index=False):
        table.add_row(*row)
    return table


def _key(source: Source) -> str:
    if source.key_variable is None:
        return "none"
    return f"{source.key_variable} {'set' if source.key else 'not set'}"


def _figures(changes: Changes | None) -> tuple[str, str, str]:
    if changes is None:
        return "0", "0", "0"
    return f"{changes.new:,}", f"{changes.revised:,}", f"{changes.unchanged:,}"


def _fare(health: Health | None) -> tuple[str, str]:
    return (str(health.new_documents), f"{health.bytes / 1e6:.1f}") if health else ("", "")


def _next(name: str) -> str:
    from etl import sources
    from etl.releases import next_release

    known = sources.discover()
    return str(next_release(known[name], dt.date.today()) or "") if name in known else ""


def _trouble(health: Health | None) -> str:
    if health is None:
        return "none"
    told = [health.failure] if health.failure else []
    told += [f"set aside: {reason}" for reason in list(health.set_aside.values())[:SET_ASIDE_SHOWN]]
    more = len(health.set_aside) - SET_ASIDE_SHOWN
    told += [f"… and {more} more set aside"] if more > 0 else []
    return "\n".join(told) or "none"
