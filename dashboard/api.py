"""The data API: tables and series as JSON, described by an OpenAPI document at /api/openapi.json.

Typed parameters and the document come from flask-openapi3 and pydantic, on the same Flask server
that carries the dashboard: one process, one port, one set of workers.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from flask import Response, request
from flask_limiter import Limiter
from flask_openapi3 import APIBlueprint, Info, OpenAPI
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import TooManyRequests

from dashboard.answers import Trouble, answer, trouble
from dashboard.series import listed, named_by
from dashboard.shelf import Shelf, SnapshotTables, rows_of
from etl.as_of import table_as_of
from etl.errors import ParameterError, UnknownNameError
from etl.formats import to_json
from etl.marts._series import SERIES
from etl.store import Snapshot

INFO = Info(
    title="Amur",
    version=version("amur-trade"),
    description="Public statistics of China–Russia trade and energy, each figure with its document",
)
CALLS = "300 per minute"
"""A caller's allowance, counted by each worker; a question 'as of' a day weighs AS_OF_WEIGHT."""
AS_OF_WEIGHT = 30
MONTH = r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"


class Page(BaseModel):
    """Which rows, and as known when. Any column of the table filters besides: `?flow=export`."""

    limit: int = Field(1000, ge=1, le=10_000, description="rows at most")
    offset: int = Field(0, ge=0, le=10_000_000, description="rows to pass over")
    as_of: dt.date | None = Field(None, description="as known on this day, such as 2025-06-01")


class Months(Page):
    """A span of months besides."""

    start: str | None = Field(None, alias="from", pattern=MONTH, description="first month")
    end: str | None = Field(None, alias="to", pattern=MONTH, description="last month")


class Rows(BaseModel):
    """A page of rows; `next` is the address of the following page."""

    data: list[dict[str, Any]]
    total: int
    next: str | None
    snapshot: str


class TableName(BaseModel):
    """A table of `/api/v1/tables`."""

    name: str = Field(max_length=64)


class SeriesId(BaseModel):
    """A series of `/api/v1/series`."""

    id: str = Field(max_length=128, description="as GACC.CHN.RUS.export.TOTAL.value.USD")


def invalid(error: ValidationError) -> Response:
    """The answer to parameters that cannot be read: 400, naming each."""
    told = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return trouble(400, "invalid", "; ".join(told))


def register(server: OpenAPI, shelf: Shelf, limiter: Limiter) -> None:
    """Add the API to the server."""
    responses: Any = {"404": Trouble, "400": Trouble, "429": Trouble, "503": Trouble}
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses=responses)

    @api.get("/tables", summary="Every table", responses={"200": Rows})
    def tables(query: Page) -> Response:
        return _answer(shelf.tables(), "catalogue", query)

    @api.get("/tables/<name>", summary="Rows of a table", responses={"200": Rows})
    def table(path: TableName, query: Page) -> Response:
        return _answer(shelf.tables(), path.name, query)

    @api.get("/series", summary="Every monthly series", responses={"200": Rows})
    def series(query: Page) -> Response:
        held = shelf.tables()
        return _rows(held, listed(_frame(held, "series_monthly", query.as_of)), query)

    @api.get("/series/<id>", summary="A series by month", responses={"200": Rows})
    def one_series(path: SeriesId, query: Months) -> Response:
        held = shelf.tables()
        found = _series(held, path.id, query.as_of)
        first = found["start"].dt.strftime("%Y-%m")
        kept = found[(first >= (query.start or "0")) & (first <= (query.end or "9"))]
        return _rows(held, kept.drop(columns=SERIES), query)

    limiter.limit(CALLS, cost=_weight)(api)
    server.register_api(api)

    @server.errorhandler(429)
    def too_many(error: TooManyRequests) -> Response:
        return trouble(429, "too-many", f"At most {error.description}. Wait a minute, then go on.")


def _weight() -> int:
    return AS_OF_WEIGHT if "as_of" in request.args else 1


def _answer(tables: SnapshotTables, name: str, page: Page) -> Response:
    return _rows(tables, _frame(tables, name, page.as_of), page)


def _frame(tables: SnapshotTables, name: str, day: dt.date | None) -> pd.DataFrame:
    if day is None or name == "catalogue":
        if name not in tables:
            raise UnknownNameError("table", name, list(tables))
        return tables[name]
    return _known_then(tables.snapshot, name, day)


def _series(tables: SnapshotTables, name: str, day: dt.date | None) -> pd.DataFrame:
    """The months of the series with an id; raises UnknownNameError."""
    table = "series_monthly"
    known = tables if day is None else {table: _known_then(tables.snapshot, table, day)}
    wanted = named_by(name)
    if wanted:
        rows = rows_of(known, table, **wanted)
        if not rows.empty:
            return rows
    raise UnknownNameError("series", name, ["see /api/v1/series"])


@lru_cache(maxsize=8)
def _known_then(snapshot: Snapshot, name: str, day: dt.date) -> pd.DataFrame:
    return table_as_of(snapshot, name, day)


def _rows(tables: SnapshotTables, frame: pd.DataFrame, page: Page) -> Response:
    """A page of a frame, filtered by its columns; 304 if the asker has it already."""
    chosen = _filtered(frame, page)
    return answer(tables.snapshot.name, "application/json", lambda: _page(tables, chosen, page))


def _filtered(frame: pd.DataFrame, page: Page) -> pd.DataFrame:
    """The rows that have what the address asks for; raises ParameterError for no column of it."""
    own = {field.alias or name for name, field in type(page).model_fields.items()}
    for name in request.args:
        if name not in own and name not in frame:
            known = ", ".join([*sorted(own), *frame.columns])
            raise ParameterError(f"There is nothing named '{name[:40]}' to ask by. Known: {known}.")
    for column in frame.columns.intersection(list(request.args)):
        wanted = request.args.getlist(column)
        values = frame[column]
        text = values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values.astype("str")
        frame = frame[text.isin(wanted)]
    return frame


def _page(tables: SnapshotTables, frame: pd.DataFrame, page: Page) -> str:
    end = page.offset + page.limit
    following = request.args.to_dict(flat=False) | {"offset": [str(end)]}
    facts = {
        "total": len(frame),
        "next": f"{request.path}?{urlencode(following, True)}" if end < len(frame) else None,
        "snapshot": tables.snapshot.name,
    }
    rows = json.loads(to_json(frame.iloc[page.offset : end]))
    return json.dumps({"data": rows, **facts}, ensure_ascii=False)
