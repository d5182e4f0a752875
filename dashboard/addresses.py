"""Addresses besides the pages: chart data and images, tables, health."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboard import charts, render
from dashboard.printing import printed
from dashboard.shelf import Shelf
from dashboard.view import parse
from etl.errors import BrowserMissingError, UnknownNameError
from etl.formats import to_csv

IMAGE_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def register(server: Flask, shelf: Shelf) -> None:
    """Add the addresses to the server."""

    @server.get("/charts/<name>.csv")
    def chart_data(name: str) -> Response:
        view, _ = parse(request.query_string.decode())
        return _file(
            to_csv(charts.get(name).select(shelf.tables(), view)), "text/csv", f"{name}.csv"
        )

    @server.get("/charts/<name>.<any(png, svg, pdf):kind>")
    def chart_image(name: str, kind: str) -> Response:
        view, _ = parse(request.query_string.decode())
        figure = printed(charts.get(name), shelf.tables(), view)
        return _file(render.image(figure, kind), IMAGE_TYPES[kind], f"{name}.{kind}")

    @server.get("/tables/<name>.csv")
    def table(name: str) -> Response:
        tables = shelf.tables()
        return _file(to_csv(tables.snapshot.table(name)), "text/csv", f"{name}.csv")

    @server.get("/healthz")
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @server.errorhandler(UnknownNameError)
    def unknown(error: UnknownNameError) -> Response:
        return Response(f"{error}\n", 404, mimetype="text/plain")

    @server.errorhandler(BrowserMissingError)
    def no_browser(error: BrowserMissingError) -> Response:
        return Response(f"{error}\n", 503, mimetype="text/plain")


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)
