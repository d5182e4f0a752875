"""Tables as they were known on a day: what came out later is left out, and marts built anew."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import weakref
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import ibis
import pandas as pd

from etl import facts, marts
from etl.errors import UnknownNameError
from etl.parquet import Stored, add_views, connected, form_of, write_frame, write_rows
from etl.store import Snapshot

_DATED = {"statements": "date", "events": "date", "documents": "released"}
"""The small fact tables whose rows have a day, and the column that says it."""


def table_as_of(snapshot: Snapshot, name: str, day: dt.date) -> pd.DataFrame:
    """A table or mart as known at the end of a day.

    A document without a date of publication is left out: it may have come later. Raises
    UnknownNameError.
    """
    if name not in snapshot.tables or name == "catalogue":
        raise UnknownNameError("table", name, snapshot.tables)
    with TemporaryDirectory(prefix="amur-") as folder:
        return pd.read_parquet(_built(snapshot, day, Path(folder), [name])[name])


def snapshot_as_of(snapshot: Snapshot, day: dt.date) -> Snapshot:
    """Every table and mart as known at the end of a day, in a folder that goes with what is given.

    The list of tables is that of the snapshot. Raises EngineError, UnwritableError.
    """
    folder = Path(mkdtemp(prefix="amur-"))
    known = Snapshot(folder)
    weakref.finalize(known, shutil.rmtree, folder, ignore_errors=True)
    files = _built(snapshot, day, folder)
    shutil.copy(snapshot.file("catalogue"), folder)
    manifest = {"tables": dict.fromkeys([*files, "catalogue"])}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return known


def _built(
    snapshot: Snapshot, day: dt.date, folder: Path, wanted: Iterable[str] = ()
) -> dict[str, Path]:
    known = facts_as_of(snapshot, day, folder)
    files = known | marts.build_all(known, folder, wanted)
    del files["found"]
    return files


def facts_as_of(snapshot: Snapshot, day: dt.date, folder: Path) -> dict[str, Path]:
    """Write the fact tables without what came out after a day; the file of each.

    Whether a reading was superseded by then is for the mart of readings to find.
    """
    frames = {name: snapshot.table(name) for name in facts.MEANINGS}
    for name, column in _DATED.items():
        frames[name] = frames[name][frames[name][column] <= pd.Timestamp(day)]
    for name in ("statements", "capacity"):
        out = frames[name]["source"].isin(frames["documents"]["id"])
        frames[name] = frames[name][out]
    files = {name: folder / f"{name}.parquet" for name in (*frames, "found")}
    for name, frame in frames.items():
        write_frame(files[name], frame)
    _write_found(snapshot.file("readings"), day, files["found"])
    return files


def _write_found(readings: Path, day: dt.date, path: Path) -> None:
    form = {name: kind for name, kind in form_of(readings).items() if name != "superseded"}
    known = Stored(readings, ibis.schema(form))
    with connected(path.parent) as connection:
        add_views(connection, {"known": known})
        rows = f"FROM known WHERE vintage <= DATE '{day}'"
        write_rows(connection, rows, known.form, path)
