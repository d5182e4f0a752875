"""`amur report`: the brief of a month, one page that stands alone and the same as PDF."""

from __future__ import annotations

import base64
import datetime as dt
import subprocess
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from dashboard import charts, pages
from dashboard.browser import find_browser
from dashboard.charts import Chart
from dashboard.headlines import Headline, headlines
from dashboard.names import publisher
from dashboard.printing import printed
from dashboard.render import Renderer
from dashboard.sentences import sentences
from dashboard.shelf import SnapshotTables
from dashboard.summary import summary
from dashboard.view import View
from dashboard.words import Words, words
from etl.errors import AmurError, DrawingError
from etl.files import write_atomically
from etl.store import Snapshot

PDF_SECONDS = 90
STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 15px/1.5 Inter, 'Noto Sans', 'Noto Sans CJK SC', system-ui, sans-serif; color: #1F2430;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.9rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
ul.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem;
  list-style: none; padding: 0; }
ul.figures li { border: 1px solid #E6E8EC; border-radius: 6px; padding: .8rem 1rem; }
strong { display: block; font-size: 1.5rem; }
img { width: 100%; height: auto; } a { color: #0062A0; }
small, footer { color: #5F6773; font-size: .85rem; }
section, li { break-inside: avoid; }
@media print { body { margin: 0; padding: 0; } }
"""


@dataclass(frozen=True)
class Brief:
    """What a brief is about: its tables end with the month."""

    month: dt.date
    tables: SnapshotTables
    view: View

    @property
    def say(self) -> Words:
        """The words of its language."""
        return words(self.view.lang)


def write_report(snapshot: Snapshot, month: str, language: str, folder: Path) -> list[Path]:
    """Write the brief of a month ('2026-06') as HTML and PDF; gives both paths.

    Raises AmurError for a month that the snapshot does not reach, BrowserMissingError,
    DrawingError, UnwritableError.
    """
    newest = snapshot.manifest["newest_month"]
    if month > newest:
        raise AmurError(
            f"Nothing is held of {month}: the newest month of bilateral trade is {newest}. Run "
            "'amur refresh', or name an earlier month."
        )
    first = dt.date.fromisoformat(f"{month}-01")
    frames = {name: until(snapshot.table(name), first) for name in snapshot.tables}
    brief = Brief(first, SnapshotTables(snapshot, frames), View(lang=language))
    page, document = (folder / f"amur-{month}.{language}.{kind}" for kind in ("html", "pdf"))
    text = _page(brief)
    write_atomically(page, text.encode())
    write_atomically(document, _as_pdf(text))
    return [page, document]


def until(frame: pd.DataFrame, month: dt.date) -> pd.DataFrame:
    """The rows of a table whose day or period ends with the month or before.

    A table that has neither, such as that of the documents, stays whole.
    """
    end = pd.Timestamp(month) + pd.offsets.MonthEnd()
    columns = frame.columns[[each.dtype.kind == "M" for _, each in frame.items()]]
    if "date" in columns:
        return frame[frame["date"] <= end]
    months = frame.get("months", 12)
    for column in columns.intersection(["start", "period"]):
        first = frame[column].dt.year * 12 + frame[column].dt.month - 1
        return frame[first + months <= _month(end)]
    if "year" in frame:
        return frame[frame["year"] * 12 + months <= _month(end)]
    return frame


def _month(day: pd.Timestamp) -> int:
    """The number of a day's month, counted from the year 0."""
    return int(day.year * 12 + day.month)


def _page(brief: Brief) -> str:
    say = brief.say
    title = say("China–Russia trade, {month}", month=say.month(brief.month))
    intro = say("The newest published figures, each with the document it was read in.")
    return (
        f'<!DOCTYPE html>\n<html lang="{brief.view.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>"
        f"<h1>{escape(title)}</h1><p>{escape(intro)}</p>\n"
        f"{_sentences(brief)}\n{_figures(brief)}\n{_charts(brief)}\n"
        f"<footer>{escape(_colophon(brief))}</footer></body></html>\n"
    )


def _sentences(brief: Brief) -> str:
    """What the figures say, each sentence with a link to its first document."""
    documents = brief.tables["documents"].set_index("id")
    told = [
        f"<p>{escape(each.text)} <small>{_link(each.source, documents, brief.say)}</small></p>"
        for each in sentences(brief.tables, brief.view)
    ]
    return "\n".join(told)


def _figures(brief: Brief) -> str:
    """The Overview's headlines, each with a link to its document."""
    documents = brief.tables["documents"].set_index("id")
    items = [_figure(each, documents, brief.say) for each in headlines(brief.tables, brief.say)]
    return f'<ul class="figures">{"".join(items)}</ul>'


def _figure(headline: Headline, documents: pd.DataFrame, say: Words) -> str:
    return (
        f"<li>{escape(headline.label)}<strong>{escape(headline.value)}</strong>"
        f"{escape(headline.detail)}<br><small>{_link(headline.source, documents, say)}</small></li>"
    )


def _link(ids: str, documents: pd.DataFrame, say: Words) -> str:
    """The first of a figure's documents by its publisher."""
    document = documents.loc[ids.split()[0]]
    source = say("Source: {publisher}", publisher=publisher(document["publisher"], say))
    return f'<a href="{escape(document["address"])}">{escape(source)}</a>'


def _charts(brief: Brief) -> str:
    """All charts of the Overview, the first of every other page."""
    renderer = Renderer()
    try:
        parts = []
        for page in pages.discover():
            chosen = [chart for chart, _ in page.cards(brief.view)] if not page.chosen else []
            if page.path != "/":
                chosen = chosen[:1]
            pictures = "\n".join(_picture(chart, brief, renderer) for chart in chosen)
            if pictures:
                parts.append(
                    f"<section><h2>{escape(brief.say(page.title))}</h2>{pictures}</section>"
                )
        return "\n".join(parts)
    finally:
        renderer.close()


def _picture(chart: Chart, brief: Brief, renderer: Renderer) -> str:
    figure, scale = printed(chart, brief.tables, brief.view)
    _, drawn, _ = charts.drawing(chart, brief.tables, brief.view)
    told = f"{brief.say(chart.title)}. {summary(drawn, brief.view)}"
    content = base64.b64encode(renderer.image(figure, "svg", scale)).decode()
    return f'<img alt="{escape(told)}" src="data:image/svg+xml;base64,{content}">'


def _colophon(brief: Brief) -> str:
    say = brief.say
    licence = say("Figures are facts; name their publisher. Tables: CC BY 4.0, Amur.")
    return f"{licence} {brief.tables.snapshot.name}"


def _as_pdf(page: str) -> bytes:
    """The page as Chromium prints it; raises BrowserMissingError, DrawingError."""
    with tempfile.TemporaryDirectory(prefix="amur-report-") as name:
        folder = Path(name)
        (folder / "report.html").write_text(page, encoding="utf-8")
        command = [
            *(find_browser(), "--headless", "--no-sandbox", "--disable-gpu"),
            *("--no-first-run", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"),
            *(f"--print-to-pdf={folder / 'report.pdf'}", (folder / "report.html").as_uri()),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=True)  # noqa: S603
            return (folder / "report.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise DrawingError(f"The browser could not print the report ({error}).") from error
