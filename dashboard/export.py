"""`amur export`: charts as image files with deterministic names, and a manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dashboard import charts, render
from dashboard.browser import find_browser
from dashboard.printing import printed
from dashboard.shelf import SnapshotTables
from dashboard.view import PARAMETERS, View
from etl.errors import UnknownNameError
from etl.files import make_folder, write_atomically
from etl.store import Snapshot

FORMATS = ("png", "svg", "pdf")


def export_charts(
    snapshot: Snapshot,
    names: list[str],
    formats: list[str],
    folder: Path,
    theme: str,
    console: Console,
) -> int:
    """Draw the named charts (all, if none) in the named formats (all, if none); count of files.

    Raises UnknownNameError, BrowserMissingError, UnwritableError before anything is drawn.
    """
    chosen = [charts.get(name) for name in names] or list(charts.discover().values())
    kinds = formats or list(FORMATS)
    _check("format", kinds, list(FORMATS))
    _check("theme", [theme], list(PARAMETERS["theme"].choices))
    find_browser()
    make_folder(folder)
    tables = SnapshotTables(snapshot)
    view = View(theme=theme)
    figures = [(chart, printed(chart, tables, view)) for chart in chosen]
    jobs = [
        (figure, kind, folder / f"{chart.id}.{theme}.{kind}")
        for chart, figure in figures
        for kind in kinds
    ]
    with _bar(console) as bar:
        task = bar.add_task("drawing", total=len(jobs))
        render.write_images(jobs, lambda path: bar.advance(task))
    _write_manifest(folder, snapshot, [path for _, _, path in jobs])
    return len(jobs)


def _check(kind: str, given: list[str], known: list[str]) -> None:
    for name in given:
        if name not in known:
            raise UnknownNameError(kind, name, known)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


def _write_manifest(folder: Path, snapshot: Snapshot, paths: list[Path]) -> None:
    files = {
        path.name: {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(paths)
    }
    manifest = {"snapshot": snapshot.name, "files": files}
    write_atomically(folder / "manifest.json", json.dumps(manifest, indent=1).encode())
