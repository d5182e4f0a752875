"""The `amur` command."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer
from rich.console import Console

from etl.errors import AmurError, UnknownNameError
from etl.files import write_atomically
from etl.health import read_health
from etl.periods import SPAN_PATTERNS
from etl.refresh import Outcome, Wish, is_fresh
from etl.refresh import refresh as refresh_store
from etl.settings import Settings, load_settings
from etl.store import Store
from etl.telling import (
    bars,
    coverage_table,
    frame_table,
    health_table,
    outcome_table,
    revisions_table,
    sources_table,
    tables_table,
)

app = typer.Typer(
    help="China–Russia trade and energy statistics: Parquet store, dashboard, chart images.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
DOCTOR_DOCUMENTS = 4
"""How many documents of each source `amur doctor --live` asks for."""
told = Console(stderr=True)
"""What is said to a person goes to standard error, so that standard output stays data."""


def main() -> None:
    """Run the command; an AmurError becomes one message and exit code 1, not a traceback."""
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe ('| head') has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except AmurError as error:
        told.print(f"[bold red]amur:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)


@app.command()
def refresh(
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Ask for months from this one on, as 2018-01.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Ask again for what is kept.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody: build from what is bundled and kept.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say who would be asked, and for what.")
    ] = False,
) -> None:
    """Ask the publishers for what is new and bring the Parquet store up to date."""
    if since is not None and not re.fullmatch(SPAN_PATTERNS["month"], since):
        raise AmurError(f"--since {since}: a month was expected, such as 2018-01.")
    wish = Wish(tuple(source or ()), since, full, offline)
    if dry_run:
        from etl import sources

        Console().print(sources_table(sources.select(list(wish.sources))))
        return
    outcome = _refresh(load_settings(), wish)
    _tell(outcome)
    if not offline and any(each.failure for each in outcome.health.values()):
        raise typer.Exit(1)


def _tell(outcome: Outcome) -> None:
    word = "published" if outcome.published else "unchanged"
    told.print(f"{word}: snapshot {outcome.snapshot.name}")
    told.print(
        f"figures in use: {outcome.changes.new:,} new, {outcome.changes.revised:,} revised, "
        f"{outcome.changes.unchanged:,} unchanged"
    )
    told.print(outcome_table(outcome))


def _refresh(settings: Settings, wish: Wish) -> Outcome:
    with bars(told) as show:
        return refresh_store(settings, wish, dt.date.today(), show)


@app.command(name="try")
def try_source(
    name: Annotated[str, typer.Argument(help="A source; 'amur refresh --dry-run' lists them.")],
    kept: Annotated[
        bool, typer.Option("--kept", help="Ask nobody: read anew what the archive holds.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(help="Ask for months from this one on; half a year if none.")
    ] = None,
    documents: Annotated[int, typer.Option(min=1, help="Stop after this many documents.")] = 5,
) -> None:
    """Ask one source by hand, or read what is kept of it, and print its rows as CSV."""
    from etl import sources, trial
    from etl.formats import write

    (source,) = sources.select([name])
    settings, today = load_settings(), dt.date.today()
    found = (
        trial.kept(source, settings, today)
        if kept
        else trial.ask(source, settings, today, documents, since)
    )
    for document in found.documents:
        told.print(f"{document.name}: {len(document.content):,} bytes, {document.address}")
    for reason in found.parsed.set_aside.values():
        told.print(f"set aside: {reason}", highlight=False)
    told.print(f"{name} {trial.verdict(found)}", highlight=False)
    if not found.rows.empty:
        write(found.rows, "csv", None)
    if found.failure:
        raise typer.Exit(1)


@app.command()
def schedule(
    hour: Annotated[int, typer.Option(min=0, max=23, help="Hour of the day, UTC.")] = 8,
    once: Annotated[
        bool, typer.Option("--once", help="Refresh what is due now and end, for cron or systemd.")
    ] = False,
    pictures: Annotated[
        bool, typer.Option("--export", help="Draw all charts after each publish.")
    ] = False,
) -> None:
    """Refresh each source on its own cadence."""
    from etl.schedule import run_daily, run_due

    def job() -> None:
        outcome = run_due(load_settings(), dt.date.today())
        if outcome is None:
            told.print("nothing is due")
            return
        _tell(outcome)
        if pictures and outcome.published:
            export(logo=load_settings().logo)

    if once:
        job()
        asked = read_health(load_settings().health).values()
        if any(each.failure for each in asked):
            raise typer.Exit(1)
    else:
        told.print(f"Refreshing what is due now, then every day at {hour}:00 UTC. Ctrl+C stops.")
        run_daily(job, hour)


@app.command()
def precedence() -> None:
    """Which source a chart prefers for which figures and years, and why."""
    from etl.precedence import as_frame

    Console().print(frame_table(as_frame()))


@app.command()
def bundle(
    name: Annotated[str, typer.Argument(help="A source that may be passed on, as cepii_baci.")],
) -> None:
    """Write what is kept of a source into the bundled tables, for a maintainer to commit."""
    from etl import sources
    from etl.bundle import bundle as write_rows

    (source,) = sources.select([name])
    settings = load_settings()
    written = write_rows(source, settings, dt.date.today())
    parts = ", ".join(f"{rows:,} in {table}.csv" for table, rows in written.items())
    told.print(
        f"rows of {name} in {settings.bundled}: {parts}. Look at the diff before you commit."
    )


@app.command()
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask each publisher a little, and read the answer.")
    ] = False,
) -> None:
    """Say of each source in plain words whether it can be used."""
    from etl import sources, trial

    settings, today = load_settings(), dt.date.today()
    for name, source in sources.discover().items():
        if not source.live:
            continue
        parts = [source.publisher, source.licence, f"cadence: {source.cadence}"]
        if source.key_variable:
            parts.append(f"{source.key_variable} is {'set' if source.key else 'not set'}")
        if source.optional:
            parts.append(f"off unless named or in {sources.OPTIONAL_VARIABLE}")
        told.print(f"[bold]{name}[/]: " + "; ".join(parts), highlight=False, soft_wrap=True)
        if live and source.heavy:
            heavy = f"  too large to try: 'amur refresh --source {name}' asks for it"
            told.print(heavy, highlight=False, soft_wrap=True)
        elif live:
            found = trial.ask(source, settings, today, most=DOCTOR_DOCUMENTS)
            verdict = f"  {source.host} {trial.verdict(found)}"
            told.print(verdict, highlight=False, soft_wrap=True)


@app.command()
def status(
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Which periods each series has and lacks.")
    ] = False,
) -> None:
    """Say what the store holds and how fresh it is."""
    settings = load_settings()
    snapshot = Store(settings.store).current()
    manifest = snapshot.manifest
    out = Console()
    out.print(f"Store {settings.store}", soft_wrap=True)
    out.print(f"Snapshot {snapshot.name}, published {manifest['published_at']}")
    out.print(f"Newest month of bilateral trade: {manifest['newest_month']}")
    out.print(tables_table(manifest["tables"]))
    health = read_health(settings.health)
    if health:
        out.print(health_table(health))
    if coverage:
        out.print(coverage_table(snapshot.table("coverage")))


@app.command()
def table(
    name: Annotated[str, typer.Argument(help="A table or mart; 'amur status' lists them.")],
    format: Annotated[str, typer.Option(help="csv, json or parquet.")] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if none.")
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="As known on this day."),
    ] = None,
) -> None:
    """Write a published table or mart."""
    from etl.formats import write

    snapshot = Store(load_settings().store).current()
    if as_of is None:
        frame = snapshot.table(name)
    else:
        from etl.as_of import table_as_of

        frame = table_as_of(snapshot, name, as_of.date())
    write(frame, format, out)
    if out is not None:
        told.print(f"{len(frame):,} rows of {name} written to {out}")


@app.command()
def revisions() -> None:
    """List the figures that their publisher changed later."""
    frame = Store(load_settings().store).current().table("revisions")
    Console().print(revisions_table(frame) if len(frame) else "No figure was revised.")


@app.command()
def tidy() -> None:
    """Sort the rows of the bundled tables, after rows were added."""
    from etl.tidy import tidy as sort_tables

    changed = sort_tables(load_settings().bundled)
    told.print(f"sorted: {', '.join(changed)}" if changed else "already in order")


@app.command()
def dictionary(
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if none.")
    ] = None,
) -> None:
    """Write the data dictionary of the bundled tables (this is data/README.md)."""
    from etl.dictionary import data_dictionary

    text = data_dictionary()
    if out is None:
        sys.stdout.write(text)
    else:
        write_atomically(out, text.encode())


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="AMUR_PORT", min=1, max=65535, help="Port to listen on.")
    ] = 8050,
    workers: Annotated[
        int, typer.Option(envvar="AMUR_WORKERS", min=1, max=64, help="Processes that answer.")
    ] = 2,
) -> None:
    """Serve the dashboard, building the store first where it is missing or out of date."""
    with _folder_of_counts() as counts:
        # The workers add up their counts over files; the library looks for this when imported.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counts)
        from dashboard.server import check_port, run

        settings = load_settings()
        check_port(host, port)
        if not is_fresh(settings):
            _refresh(settings, Wish(offline=True))
        run(settings, host, port, workers, told)


@contextmanager
def _folder_of_counts() -> Iterator[str]:
    """A folder that goes with this process, and not with a worker that it has forked."""
    folder, owner = mkdtemp(prefix="amur-counts-"), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


@app.command()
def export(
    chart: Annotated[list[str] | None, typer.Argument(help="Charts; all if none is named.")] = None,
    page: Annotated[
        list[str] | None, typer.Option("--page", help="The charts of a page, as energy.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every chart.")] = False,
    format: Annotated[
        list[str] | None, typer.Option("--format", help="png, svg or pdf; all three if none.")
    ] = None,
    lang: Annotated[
        list[str] | None, typer.Option("--lang", help="en, ru or zh; en if none.")
    ] = None,
    theme: Annotated[
        list[str] | None, typer.Option("--theme", help="light or dark; light if none.")
    ] = None,
    size: Annotated[
        list[str] | None,
        typer.Option("--size", help="wide, slide, print or card; wide if none."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder; data/exports/ if none.")] = None,
    logo: Annotated[
        Path | None, typer.Option(envvar="AMUR_LOGO", help="An image for the upper right corner.")
    ] = None,
) -> None:
    """Draw charts as image files, with a manifest; options may be repeated.

    What has not changed since the last export into the folder is left as it is.
    """
    from dashboard.export import Wanted, export_charts
    from dashboard.printing import logo_address

    if every and (chart or page):
        raise AmurError("--all draws every chart: leave it out, or the charts and pages.")
    options = (tuple(given or ()) for given in (chart, page, format, lang, theme, size))
    settings = load_settings()
    folder = out or settings.exports
    snapshot = Store(settings.store).current()
    done = export_charts(snapshot, Wanted(*options), folder, logo_address(logo), told)
    for name, reason in done.failed.items():
        told.print(f"not drawn: {name}: {reason}", highlight=False, soft_wrap=True)
    told.print(
        f"{len(done.drawn)} files drawn in {folder}, {len(done.skipped)} skipped as unchanged, "
        f"{len(done.failed)} failed; all are listed in manifest.json"
    )
    if done.failed:
        raise typer.Exit(1)


@app.command()
def report(
    month: Annotated[str, typer.Option(help="The month, as 2026-06.")],
    lang: Annotated[str, typer.Option(help="en, ru or zh.")] = "en",
    out: Annotated[Path | None, typer.Option(help="Folder; data/exports/ if none.")] = None,
) -> None:
    """Write the brief of a month as HTML that stands alone, and as PDF."""
    from dashboard.report import write_report
    from dashboard.words import LANGUAGES

    if not re.fullmatch(SPAN_PATTERNS["month"], month):
        raise AmurError(f"--month {month}: a month was expected, such as 2026-06.")
    if lang not in LANGUAGES:
        raise UnknownNameError("language", lang, list(LANGUAGES))
    settings = load_settings()
    with told.status("drawing …"):
        snapshot = Store(settings.store).current()
        paths = write_report(snapshot, month, lang, out or settings.exports)
    for path in paths:
        told.print(f"written: {path}", highlight=False, soft_wrap=True)
