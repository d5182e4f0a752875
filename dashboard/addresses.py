"""Addresses besides the pages: chart data and images, tables, embedding, health."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Flask, Response, request

from dashboard import api, charts, render
from dashboard.charts import Chart
from dashboard.downloads import to_xlsx, to_zip
from dashboard.printing import printed
from dashboard.shelf import Shelf, SnapshotTables
from dashboard.view import View, parse
from etl.errors import AmurError, BrowserMissingError, UnknownNameError
from etl.formats import FORMATS

Content = Callable[[Chart, SnapshotTables, View], bytes]

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"


def _table(kind: str) -> Content:
    return lambda chart, tables, view: FORMATS[kind](chart.select(tables, view))


def _picture(kind: str) -> Content:
    return lambda chart, tables, view: render.image(printed(chart, tables, view), kind)


CHART_FILES: dict[str, Content] = {
    **{kind: _table(kind) for kind in FORMATS},
    "xlsx": to_xlsx,
    "zip": to_zip,
    **{kind: _picture(kind) for kind in ("png", "svg", "pdf")},
}
"""What `/charts/<id>.<kind>` answers, by kind."""


def register(server: Flask, shelf: Shelf) -> None:
    """Add the addresses to the server."""

    @server.route("/charts/<name>.<kind>")
    def chart_file(name: str, kind: str) -> Response:
        if kind not in CHART_FILES:
            raise UnknownNameError("kind of file", kind, list(CHART_FILES))
        view, _ = parse(request.query_string.decode())
        chart, tables = charts.get(name), shelf.tables(view.asof)
        return _answer(tables, f"{name}.{kind}", lambda: CHART_FILES[kind](chart, tables, view))

    @server.route("/tables/<name>.<kind>")
    def table_file(name: str, kind: str) -> Response:
        if kind not in FORMATS:
            raise UnknownNameError("kind of file", kind, list(FORMATS))
        tables = shelf.tables()
        frame = tables.snapshot.table(name)
        return _answer(tables, f"{name}.{kind}", lambda: FORMATS[kind](frame))

    @server.route("/embed/<name>")
    def embed(name: str) -> Response:
        view, _ = parse(request.query_string.decode())
        figure = printed(charts.get(name), shelf.tables(view.asof), view)
        figure.update_layout(width=None, height=None, autosize=True)
        return Response(figure.to_html(include_plotlyjs=PLOTLY, config={"displayModeBar": False}))

    @server.route("/healthz")
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @server.route("/readyz")
    def ready() -> Response:
        return Response(f"{shelf.tables().snapshot.name}\n", mimetype="text/plain")

    for error, status in ((UnknownNameError, 404), (BrowserMissingError, 503), (AmurError, 503)):
        server.register_error_handler(error, _teller(status))


def _teller(status: int) -> Callable[[AmurError], Response]:
    def tell(error: AmurError) -> Response:
        if request.path.startswith("/api/"):
            return api.tell(error, status)
        return Response(f"{error}\n", status, mimetype="text/plain")

    return tell


def _answer(tables: SnapshotTables, name: str, content: Callable[[], bytes]) -> Response:
    """A file of the current snapshot; 304, without making it, if the asker has it already."""
    identity = f"{tables.snapshot.name} {request.full_path}"
    etag = hashlib.sha256(identity.encode()).hexdigest()[:32]
    if etag in request.if_none_match:
        response = Response(status=304)
    else:
        kind = MEDIA_TYPES[name.rpartition(".")[2]]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        response = Response(content(), mimetype=kind, headers=headers)
    response.set_etag(etag)
    response.cache_control.no_cache = True  # keep it, but ask whether it is still current
    return response
