"""Images a second of `amur export`, beside one `write_image` call each."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rich.console import Console

from benchmarks import stores
from benchmarks.table import Row
from dashboard import charts
from dashboard.export import Wanted, export_charts
from dashboard.printing import printed
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.store import Store

SINGLE = 4
"""So many single calls are timed: they take seconds each."""


def measure() -> list[Row]:
    """Every chart as PNG, SVG and PDF in one run; then some PNG one call at a time."""
    with stores.bundled() as settings, tempfile.TemporaryDirectory() as folder:
        snapshot = Store(settings.store).current()
        started = time.monotonic()
        done = export_charts(snapshot, Wanted(), Path(folder), "", Console(quiet=True))
        ours = len(done.drawn) / (time.monotonic() - started)
        tables = SnapshotTables(snapshot)
        figures = [printed(chart, tables, View()) for chart in charts.discover().values()]
        started = time.monotonic()
        for figure, scale in figures[:SINGLE]:
            figure.write_image(Path(folder) / "single.png", scale=scale)
        singly = SINGLE / (time.monotonic() - started)
    return [
        Row("export", ours, "write_image, a call each", singly, "images/s", 10),
        Row("export, every chart and format", ours, "limit", 6, "images/s", 1),
    ]
