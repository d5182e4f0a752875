"""`amur export`: charts as image files with steady names, and a manifest.

What has not changed is not drawn again: the manifest says from which snapshot, code and logo each
file was made, and a file that still has its hash stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dashboard import charts, pages
from dashboard.answers import code_mark
from dashboard.browser import find_browser
from dashboard.charts import Chart
from dashboard.pictures import KINDS
from dashboard.printing import SIZES, printed
from dashboard.render import Renderer
from dashboard.shelf import SnapshotTables
from dashboard.view import PARAMETERS, View
from etl.errors import AmurError, UnknownNameError
from etl.files import make_folder, write_atomically
from etl.store import Snapshot

TABS = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Wanted:
    """Which pictures: every combination. None named means all charts, all kinds, else the first."""

    charts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """One file to be."""

    chart: Chart
    view: View
    size: str
    kind: str

    @property
    def name(self) -> str:
        """The file's name, such as `trade-volume.ru.dark.slide.png`."""
        return f"{self.chart.id}.{self.view.lang}.{self.view.theme}.{self.size}.{self.kind}"


@dataclass
class Exported:
    """What an export did, by the files' names; of those that failed with the reason."""

    drawn: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def export_charts(
    snapshot: Snapshot, wanted: Wanted, folder: Path, logo: str, console: Console
) -> Exported:
    """Draw what is wanted and has changed, one failure not stopping the others.

    Raises UnknownNameError, BrowserMissingError, UnwritableError before anything is drawn.
    """
    pictures = _pictures(wanted)
    find_browser()
    make_folder(folder)
    mark = hashlib.sha256(f"{snapshot.name} {code_mark()} {logo}".encode()).hexdigest()
    held = _held(folder)
    done = Exported(skipped=[each.name for each in pictures if _mark(held, each) == mark])
    due = [each for each in pictures if _mark(held, each) != mark]
    try:
        with _bar(console) as bar:
            task = bar.add_task("drawing", total=len(due))
            printer = _Printer(SnapshotTables(snapshot), logo, folder, done)
            printer.print_all(due, lambda: bar.advance(task))
    finally:
        fresh = {name: _facts(folder / name) | {"mark": mark} for name in done.drawn}
        _write_manifest(folder, snapshot, held | fresh)
    return done


@dataclass(frozen=True)
class _Printer:
    """Draws pictures into a folder; each figure is built once for all its kinds of file."""

    tables: SnapshotTables
    logo: str
    folder: Path
    done: Exported

    def print_all(self, due: list[Picture], advance: Callable[[], None]) -> None:
        """Draw all, `advance` called after each."""
        renderer = Renderer(TABS)
        figures: dict[tuple[str, View, str], list[Picture]] = {}
        for picture in due:
            figures.setdefault((picture.chart.id, picture.view, picture.size), []).append(picture)
        try:
            # One thread more than tabs, so that a figure is built while others are drawn.
            with ThreadPoolExecutor(TABS + 1) as threads:
                for _ in threads.map(partial(self._print, renderer, advance), figures.values()):
                    pass
        finally:
            renderer.close()

    def _print(self, renderer: Renderer, advance: Callable[[], None], kinds: list[Picture]) -> None:
        """Draw one figure in its kinds of file."""
        first = kinds[0]
        try:
            size = SIZES[first.size]
            figure, scale = printed(first.chart, self.tables, first.view, size, self.logo)
            images = renderer.images(figure, [each.kind for each in kinds], scale)
            for picture in kinds:
                write_atomically(self.folder / picture.name, images[picture.kind])
                self.done.drawn.append(picture.name)
                advance()
        except Exception as error:  # whatever is wrong with one chart, the others are drawn
            reason = str(error) if isinstance(error, AmurError) else repr(error)
            left = [each.name for each in kinds if each.name not in self.done.drawn]
            self.done.failed |= dict.fromkeys(left, reason)


def _pictures(wanted: Wanted) -> list[Picture]:
    _check("format", wanted.kinds, list(KINDS))
    _check("language", wanted.languages, list(PARAMETERS["lang"].choices))
    _check("theme", wanted.themes, list(PARAMETERS["theme"].choices))
    _check("size", wanted.sizes, list(SIZES))
    names = [*wanted.charts, *(name for page in wanted.pages for name in _of_page(page))]
    chosen = [charts.get(name) for name in dict.fromkeys(names)]
    return [
        Picture(chart, View(lang=language, theme=theme), size, kind)
        for chart, language, theme, size, kind in product(
            chosen or charts.discover().values(),
            wanted.languages or (View.lang,),
            wanted.themes or (View.theme,),
            wanted.sizes or (next(iter(SIZES)),),
            wanted.kinds or KINDS,
        )
    ]


def _check(kind: str, given: tuple[str, ...], known: list[str]) -> None:
    for name in given:
        if name not in known:
            raise UnknownNameError(kind, name, known)


def _of_page(name: str) -> list[str]:
    return [chart.id for chart, _ in pages.named(name).cards(View())]


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


def _held(folder: Path) -> dict[str, dict[str, Any]]:
    """The manifest's entries of files that are there as they were written."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        return {}
    return {
        name: facts
        for name, facts in files.items()
        if (folder / name).is_file() and facts["sha256"] == _facts(folder / name)["sha256"]
    }


def _mark(held: dict[str, dict[str, Any]], picture: Picture) -> str | None:
    """What a held file was made from; None where it is not held."""
    return held[picture.name]["mark"] if picture.name in held else None


def _facts(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _write_manifest(folder: Path, snapshot: Snapshot, files: dict[str, dict[str, Any]]) -> None:
    manifest = {"snapshot": snapshot.name, "files": dict(sorted(files.items()))}
    write_atomically(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
