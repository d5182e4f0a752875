"""A chart's data as a file to work with or to cite from: spreadsheet and archive."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd

from dashboard import charts, sources
from dashboard.charts import Chart
from dashboard.shelf import Document, SnapshotTables
from dashboard.view import View, query
from dashboard.words import words
from etl.formats import neutralised, to_csv

_STEADY_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, so that the same data makes the same bytes."""


def metadata(chart: Chart, tables: SnapshotTables, view: View) -> dict[str, str]:
    """What a chart's data is: title, definition, view, sources, snapshot."""
    data = chart.select(tables, view)
    say = words(view.lang)
    return {
        "chart": chart.id,
        "title": say(chart.title),
        "definition": chart.subtitle(view),
        "view": query(view) or "(default)",
        "sources": sources.of_data(data, tables, say).line,
        "snapshot": tables.snapshot.name,
        "licence": say("Figures are facts; name their publisher. Tables: CC BY 4.0, Amur."),
    }


def documents(chart: Chart, tables: SnapshotTables, view: View) -> pd.DataFrame:
    """Every document behind a chart's data."""
    origin = sources.of_data(chart.select(tables, view), tables, words(view.lang))
    columns = ["id", "publisher", "title", "address", "language", "published"]
    return pd.DataFrame(origin.documents, columns=Document._fields)[columns]


def _notes(chart: Chart, tables: SnapshotTables, view: View) -> list[str]:
    found = charts.breaks_of(chart.select(tables, view), tables, view)
    return charts.notes(chart, view, found)


def to_xlsx(chart: Chart, tables: SnapshotTables, view: View) -> bytes:
    """A workbook with the sheets data, metadata, notes and documents."""
    facts = metadata(chart, tables, view)
    sheets = {
        "data": chart.select(tables, view),
        "metadata": pd.DataFrame(facts.items(), columns=["field", "value"]),
        "notes": pd.DataFrame({"note": _notes(chart, tables, view)}),
        "documents": documents(chart, tables, view),
    }
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl", datetime_format="YYYY-MM-DD") as writer:
        for name, frame in sheets.items():
            neutralised(frame).to_excel(writer, sheet_name=name, index=False)
    return buffer.getvalue()


def metadata_json(chart: Chart, tables: SnapshotTables, view: View) -> bytes:
    """What a chart's data is, with its columns, notes and documents."""
    facts = {
        **metadata(chart, tables, view),
        "columns": {
            column: str(kind) for column, kind in chart.select(tables, view).dtypes.items()
        },
        "notes": _notes(chart, tables, view),
        "documents": documents(chart, tables, view).to_dict("records"),
    }
    return json.dumps(facts, indent=1, ensure_ascii=False).encode()


def to_zip(chart: Chart, tables: SnapshotTables, view: View) -> bytes:
    """An archive with the data, what it is, the documents, and a README to cite from."""
    facts = metadata(chart, tables, view)
    files = {
        "README.txt": _readme(chart, facts, _notes(chart, tables, view), view).encode(),
        "data.csv": to_csv(chart.select(tables, view)),
        "documents.csv": to_csv(documents(chart, tables, view)),
        "metadata.json": metadata_json(chart, tables, view),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{chart.id}/{name}", _STEADY_TIME)
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _readme(chart: Chart, facts: dict[str, str], notes: list[str], view: View) -> str:
    say = words(view.lang)
    listed = "\n".join(f"- {note}" for note in notes)
    cite = say(
        "Cite as: the publishers named in documents.csv; compiled by Amur, chart '{chart}', "
        "snapshot {snapshot}.",
        chart=chart.id,
        snapshot=facts["snapshot"],
    )
    return (
        f"{facts['title']}\n{facts['definition']}\n\n{facts['sources']}.\n\n{say('Notes')}\n"
        f"{listed}\n\n{cite}\n{facts['licence']}\n"
    )
