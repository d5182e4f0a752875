"""The `amur` command."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from etl.errors import AmurError
from etl.files import write_atomically
from etl.refresh import Outcome, is_fresh
from etl.refresh import refresh as refresh_store
from etl.settings import Settings, load_settings
from etl.store import Store

app = typer.Typer(
    help="China–Russia trade and energy statistics: Parquet store, dashboard, chart images.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
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
) -> None:
    """Bring the Parquet store up to date."""
    settings = load_settings()
    outcome = _refresh(settings, source or [])
    word = "published" if outcome.published else "unchanged"
    told.print(f"{word}: snapshot {outcome.snapshot.name}")


def _refresh(settings: Settings, names: list[str]) -> Outcome:
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=told, transient=True
    ) as bar:
        task = bar.add_task("starting")
        return refresh_store(
            settings,
            names,
            dt.date.today(),
            lambda who, what: bar.update(task, description=f"{who}: {what}"),
        )


@app.command()
def status(
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Which periods each series has and lacks.")
    ] = False,
) -> None:
    """Say what the store holds and how fresh it is."""
    snapshot = Store(load_settings().store).current()
    manifest = snapshot.manifest
    out = Console()
    out.print(f"Snapshot {snapshot.name}, published {manifest['published_at']}")
    out.print(f"Newest month of bilateral trade: {manifest['newest_month']}")
    table = Table("table", "rows", "columns")
    for name in snapshot.tables:
        facts = manifest["tables"][name]
        table.add_row(name, str(facts["rows"]), ", ".join(facts["columns"]))
    out.print(table)
    if coverage:
        _print_coverage(out, snapshot.table("coverage"))


def _print_coverage(out: Console, frame: pd.DataFrame) -> None:
    table = Table("series", "first", "last", "periods", "missing")
    for row in frame.itertuples():
        table.add_row(row.series, row.first, row.last, str(row.periods), row.missing or "none")
    out.print(table)


@app.command()
def table(
    name: Annotated[str, typer.Argument(help="A table or mart; 'amur status' lists them.")],
    format: Annotated[str, typer.Option(help="csv, json or parquet.")] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if none.")
    ] = None,
) -> None:
    """Write a published table or mart."""
    from etl.formats import write

    frame = Store(load_settings().store).current().table(name)
    write(frame, format, out)
    if out is not None:
        told.print(f"{len(frame):,} rows of {name} written to {out}")


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
    from dashboard.server import check_port, run

    settings = load_settings()
    check_port(host, port)
    if not is_fresh(settings):
        _refresh(settings, [])
    run(settings, host, port, workers, told)


@app.command()
def export(
    chart: Annotated[list[str] | None, typer.Argument(help="Charts; all if none is named.")] = None,
    format: Annotated[
        list[str] | None, typer.Option("--format", help="png, svg or pdf; all three if none.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder; data/exports/ if none.")] = None,
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
) -> None:
    """Draw charts as image files, with a manifest, in one warm browser."""
    from dashboard.export import export_charts

    settings = load_settings()
    folder = out or settings.exports
    written = export_charts(
        Store(settings.store).current(), chart or [], format or [], folder, theme, told
    )
    told.print(f"{written} files in {folder}, listed in manifest.json")
