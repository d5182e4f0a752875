"""Addresses besides the pages: chart data and images, tables, embedding, health, counts.

Parameters are those of the pages, and `size` besides for images. One that cannot be read is an
error here, where no reader would see a note about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask, Response, request
from plotly.io.json import to_json_plotly

from dashboard import cards, charts, drawn, embedding, metrics, pages
from dashboard.answers import answer, passing, tell
from dashboard.charts import Chart
from dashboard.downloads import metadata_json, to_xlsx, to_zip
from dashboard.pictures import KINDS, Pictures
from dashboard.printing import logo_address, size_named
from dashboard.render import Renderer
from dashboard.shelf import Shelf, SnapshotTables
from dashboard.view import View, exact, given_in, parse
from etl.errors import AmurError, UnknownNameError
from etl.formats import FORMATS, in_parts
from etl.settings import load_settings

Content = Callable[[Chart, SnapshotTables, View], bytes]

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "metadata.json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}


def _table(kind: str) -> Content:
    return lambda chart, tables, view: FORMATS[kind](chart.select(tables, view))


DATA_FILES: dict[str, Content] = {
    **{kind: _table(kind) for kind in FORMATS},
    "xlsx": to_xlsx,
    "zip": to_zip,
    "metadata.json": metadata_json,
}
CHART_FILES = (*DATA_FILES, *KINDS)
"""What `/charts/<id>.<kind>` answers."""


def register(server: Flask, shelf: Shelf) -> None:
    """Add the addresses to the server; raises AmurError for a logo that cannot be read."""
    logo = logo_address(load_settings().logo)
    _register_cards(server, shelf)
    _register_charts(server, shelf, Pictures(Renderer(), logo))
    _register_embedding(server, shelf, logo)
    _register_tables(server, shelf)
    _register_health(server, shelf)
    metrics.register(server, shelf)
    server.register_error_handler(AmurError, tell)


def _register_cards(server: Flask, shelf: Shelf) -> None:
    """The cards of the pages, which an open page fetches one by one; parameters are the page's."""

    @server.route("/cards/<int:place>", defaults={"name": "overview"})
    @server.route("/cards/<name>/<int:place>")
    def card(name: str, place: int) -> Response:
        view, _ = parse(request.query_string.decode())
        chart, each, side = _card(name, place, view)
        tables = shelf.tables(view.asof)
        content = lambda: to_json_plotly(drawn.card_alone(chart, tables, each, side))  # noqa: E731
        try:
            return answer(tables.snapshot.name, "application/json", content)
        except Exception as error:  # the card says so, and the next request may do better
            failed = to_json_plotly(cards.failed(chart, error, each, side))
            return passing("application/json", failed)


def _card(name: str, place: int, view: View) -> tuple[Chart, View, str]:
    """A page's chart at a place with its view and side; raises UnknownNameError."""
    page = pages.named(name)
    found = page.cards(view)
    if place >= len(found):
        raise UnknownNameError("card", str(place), [str(each) for each in range(len(found))])
    return *found[place], pages.side_of(page, place)


def _register_charts(server: Flask, shelf: Shelf, pictures: Pictures) -> None:
    @server.route("/charts/<file>")
    def chart_file(file: str) -> Response:
        name, _, kind = file.partition(".")
        if kind not in CHART_FILES:
            raise UnknownNameError("kind of file", kind, list(CHART_FILES))
        chart, view = charts.get(name), _view()
        size = size_named(_given().get("size"))
        tables = shelf.tables(view.asof)
        if kind in DATA_FILES:
            return _file(tables, name, kind, lambda: DATA_FILES[kind](chart, tables, view))
        draw = lambda: pictures.picture(chart, tables, view, kind, size)  # noqa: E731
        return _file(tables, name, kind, draw)


def _register_embedding(server: Flask, shelf: Shelf, logo: str) -> None:
    @server.route("/embed/<name>")
    def embed(name: str) -> Response:
        chart, view = charts.get(name), _view()
        tables = shelf.tables(view.asof)
        page = lambda: embedding.page(chart, tables, view, logo)  # noqa: E731
        return answer(tables.snapshot.name, "text/html", page)


def _register_tables(server: Flask, shelf: Shelf) -> None:
    @server.route("/tables/<name>.<kind>")
    def table_file(name: str, kind: str) -> Response:
        if kind not in FORMATS:
            raise UnknownNameError("kind of file", kind, list(FORMATS))
        tables = shelf.tables(_view().asof)
        file = tables.known.file(name)
        return _file(tables, name, kind, lambda: in_parts(file, kind))


def _register_health(server: Flask, shelf: Shelf) -> None:
    @server.route("/healthz")
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @server.route("/readyz")
    def ready() -> Response:
        return Response(f"{shelf.tables().snapshot.name}\n", mimetype="text/plain")


def _view() -> View:
    """The view that the address names; raises ParameterError."""
    return exact({name: value for name, value in _given().items() if name != "size"})


def _given() -> dict[str, str]:
    return given_in(request.query_string.decode())


def _file(
    tables: SnapshotTables, name: str, kind: str, content: Callable[[], bytes | Iterator[bytes]]
) -> Response:
    """A file; images are shown by the browser, the rest is saved under a name."""
    response = answer(tables.snapshot.name, MEDIA_TYPES[kind], content)
    manner = "inline" if kind in KINDS else "attachment"
    response.headers["Content-Disposition"] = f'{manner}; filename="{name}.{kind}"'
    return response
