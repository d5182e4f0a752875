"""Bundling a live source: its newest figures as rows of the bundled tables, to be committed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from etl.archive import Archive
from etl.bundled_tables import contracts
from etl.contracts import read_text_table
from etl.errors import AmurError
from etl.files import write_atomically
from etl.settings import Settings
from etl.sources import Source, joined
from etl.tidy import ordered

_FINER_THAN_CHAPTERS = r"HS\d{3,}"


def bundle(source: Source, settings: Settings, today: dt.date) -> dict[str, int]:
    """Replace the rows of a source in the bundled tables by what is kept of it; rows by table.

    Headings and finer codes are left out: the tables are to be read in a diff. Only the newest
    document of each address counts. Raises AmurError where the licence forbids passing rows on, or
    where nothing is kept.
    """
    if not source.redistributable:
        raise AmurError(f"{source.name}: its licence forbids passing rows on ({source.licence}).")
    documents = Archive(settings.archive).documents(source.name)
    newest = {each.address: each for each in sorted(documents, key=lambda each: each.name)}
    if source.heavy:  # one release at a time
        newest = dict(list(newest.items())[-1:])
    if not newest:
        raise AmurError(f"Nothing is kept of {source.name}: 'amur refresh --source {source.name}'.")
    tables = joined(source.parse(list(newest.values()), today)).tables
    return {
        name: _replace(settings.bundled / f"{name}.csv", source, frame, today)
        for name, frame in tables.items()
    }


def _replace(path: Path, source: Source, rows: pd.DataFrame, today: dt.date) -> int:
    contract = contracts(today)[path.stem]
    column = "id" if path.stem == "sources" else "source"
    before = read_text_table(path.name, path.read_bytes(), contract.columns)
    others = before[~before[column].str.startswith(f"{source.name.replace('_', '-')}-")]
    if "product" in rows:
        rows = rows[~rows["product"].str.fullmatch(_FINER_THAN_CHAPTERS)]
    content = pd.concat([others, rows]).to_csv(index=False, lineterminator="\n").encode()
    write_atomically(path, ordered(path.name, content, contract))
    return len(rows)
