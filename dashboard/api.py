"""The data API: tables and series as JSON, described by an OpenAPI document at /api/openapi.json.

Typed parameters and the document come from flask-openapi3 and pydantic, on the same Flask server
that carries the dashboard: one process, one port, one set of workers.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
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
from dashboard.shelf import Shelf, SnapshotTables
from etl.errors import ParameterError, UnknownNameError
from etl.formats import to_json
from etl.marts.series import named_by
from etl.periods import SPAN_PATTERNS

INFO = Info(
    title="Amur",
    version=version("amur-trade"),
    description="Public statistics of China–Russia trade and energy, each figure with its document",
)
CALLS = "300 per minute"
"""A caller's allowance, counted by each worker."""
FIRST_MONTH, LAST_MONTH = "0000-01", "9999-12"
MONTH = f"^{SPAN_PATTERNS['month']}$"


class Page(BaseModel):
    """Which rows. Any column of the table filters besides: `?flow=export`."""

    limit: int = Field(1000, ge=1, le=10_000, description="rows at most")
    offset: int = Field(0, ge=0, le=10_000_000, description="rows to pass over")


class Known(Page):
    """And as known when."""

    as_of: dt.date | None = Field(None, description="as known on this day, such as 2025-06-01")

    @property
    def day(self) -> str:
        """The day as the shelf names it: '' for now."""
        return self.as_of.isoformat() if self.as_of else ""


class Months(Known):
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
        return _rows(shelf.tables(), "catalogue", query)

    @api.get("/tables/<name>", summary="Rows of a table", responses={"200": Rows})
    def table(path: TableName, query: Known) -> Response:
        if path.name not in shelf.tables():
            raise UnknownNameError("table", path.name, list(shelf.tables()))
        return _rows(shelf.tables(query.day), path.name, query)

    @api.get("/series", summary="Every monthly series", responses={"200": Rows})
    def series(query: Known) -> Response:
        return _rows(shelf.tables(query.day), "series", query)

    @api.get("/series/<id>", summary="A series by month", responses={"200": Rows})
    def one_series(path: SeriesId, query: Months) -> Response:
        held = shelf.tables(query.day)
        _, known = held.known.page("series", {"id": [path.id]}, range(0))
        if not known:
            raise UnknownNameError("series", path.id, ["see /api/v1/series"])
        months = (query.start or FIRST_MONTH, query.end or LAST_MONTH)
        return _rows(held, "series_monthly", query, named_by(path.id), months)

    limiter.shared_limit(CALLS, scope="api")(api)
    server.register_api(api)

    @server.errorhandler(429)
    def too_many(error: TooManyRequests) -> Response:
        return trouble(429, "too-many", f"At most {error.description}. Wait a minute, then go on.")


def _rows(
    tables: SnapshotTables,
    name: str,
    page: Page,
    named: Mapping[str, str] | None = None,
    months: tuple[str, str] | None = None,
) -> Response:
    """A page of a table, or of what is `named` in it; 304 if the asker has it already.

    What names all rows is left out of them. Raises ParameterError.
    """
    named = named or {}

    def content() -> str:
        columns = [each for each in tables.known.columns(name) if each not in named]
        wanted = _filters(columns, page) | {column: [text] for column, text in named.items()}
        rows = range(page.offset, page.offset + page.limit)
        frame, total = tables.known.page(name, wanted, rows, months)
        return _page(frame.drop(columns=list(named)), total, rows.stop, tables.snapshot.name)

    return answer(tables.snapshot.name, "application/json", content)


def _filters(columns: Sequence[str], page: Page) -> dict[str, list[str]]:
    """What the address wants of each column; raises ParameterError for no column of the table."""
    own = {field.alias or name for name, field in type(page).model_fields.items()}
    asked = {name: request.args.getlist(name) for name in request.args if name not in own}
    for name in asked:
        if name not in columns:
            known = ", ".join([*sorted(own), *columns])
            raise ParameterError(f"There is nothing named '{name[:40]}' to ask by. Known: {known}.")
    return asked


def _page(frame: pd.DataFrame, total: int, end: int, snapshot: str) -> str:
    following = request.args.to_dict(flat=False) | {"offset": [str(end)]}
    facts = {
        "total": total,
        "next": f"{request.path}?{urlencode(following, True)}" if end < total else None,
        "snapshot": snapshot,
    }
    return json.dumps({"data": json.loads(to_json(frame)), **facts}, ensure_ascii=False)
