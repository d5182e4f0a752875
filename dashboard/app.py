"""The Dash app: one callback draws what the address asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dash
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from flask import request
from flask_openapi3 import OpenAPI

from dashboard import addresses, api, charts, pages, security
from dashboard.cards import table_view
from dashboard.layout import cards, frame, navigation, shell
from dashboard.shelf import Shelf
from dashboard.view import parse
from etl.store import Store


def create_app(store: Store) -> Dash:
    """The dashboard over a store; its `server` is the WSGI application."""
    shelf = Shelf(store)
    server = OpenAPI(
        "amur",
        info=api.INFO,
        doc_prefix="/api",
        doc_url="/openapi.json",
        validation_error_status="400",
        validation_error_model=api.Trouble,
        validation_error_callback=api.invalid,
    )
    app = Dash(
        "amur",
        server=server,
        title="Amur: China–Russia trade",
        assets_folder=str(Path(__file__).parent / "assets"),
        suppress_callback_exceptions=True,
        update_title="",
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">')
    app.layout = lambda: _first_layout(shelf)
    addresses.register(server, shelf)
    api.register(server, shelf)
    _register_callbacks(app, shelf)
    security.protect(app)
    return app


def _first_layout(shelf: Shelf) -> Any:
    """The layout with the asked-for page already drawn.

    The browser fetches the layout from the page it is on, and so names that page's address as
    the referrer; where it does not, the callback below draws the right page a moment later.
    """
    address = urlsplit(request.headers.get("Referer", "/"))
    search = f"?{address.query}" if address.query else ""
    return shell(address.path or "/", search, shelf.tables())


def _register_callbacks(app: Dash, shelf: Shelf) -> None:
    _keep_controls_and_address_in_step(app)
    _draw_what_the_address_asks_for(app, shelf)
    _show_tables(app, shelf)


def _keep_controls_and_address_in_step(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "sync"),
        Output("url", "search"),
        Output({"filter": ALL}, "value"),
        Input("url", "search"),
        Input({"filter": ALL}, "value"),
        State({"filter": ALL}, "id"),
        State("parameters", "data"),
    )


def _draw_what_the_address_asks_for(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output("frame", "children"),
        Output("cards", "children"),
        Output("nav", "children"),
        Output("provider", "forceColorScheme"),
        Output("shown", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        State("shown", "data"),
    )
    def draw(path: str, search: str, shown: list[str]) -> tuple[Any, ...]:
        search = search or ""
        if [path, search] == shown:
            raise dash.exceptions.PreventUpdate
        view, notes = parse(search)
        page = pages.find(path)
        tables = shelf.tables()
        nav = navigation(path, view)
        if page is None or path != shown[0]:
            return frame(path, search, tables), no_update, nav, view.theme, [path, search]
        return no_update, cards(page, view, notes, tables), nav, view.theme, [path, search]


def _show_tables(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output("table-modal", "opened"),
        Output("table-modal", "title"),
        Output("table-modal", "children"),
        Input({"table": ALL}, "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def show_table(clicks: list[int | None], search: str) -> tuple[Any, ...]:
        if not any(clicks) or not ctx.triggered[0]["value"]:
            raise dash.exceptions.PreventUpdate
        chart = charts.get(ctx.triggered_id["table"])
        view, _ = parse(search or "")
        return (
            True,
            f"{chart.title}: {chart.subtitle(view)}",
            table_view(chart, shelf.tables(), view),
        )
