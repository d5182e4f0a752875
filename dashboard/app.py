"""The Dash app: one callback draws what the address asks for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dash
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, no_update
from flask import Request, request
from flask_openapi3 import OpenAPI

from dashboard import (
    addresses,
    api,
    bodies,
    charts,
    delivery,
    drawn,
    first_sight,
    pages,
    plotly_file,
    provenance,
    security,
)
from dashboard.answers import Trouble
from dashboard.cards import ACTIONS, table_view
from dashboard.layout import (
    alerts,
    changed_cards,
    document_title,
    frame,
    header,
    navigation,
    news,
    shell,
    standing,
)
from dashboard.shelf import Shelf
from dashboard.view import parse, right_side
from dashboard.words import words
from etl.store import Store

DRILLED = "product-parts"
"""The chart whose bars lead into a product instead of to documents."""


class _Request(Request):
    """A request whose query is text: Flask fails where it holds bytes that are no letters."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.query_string = self.query_string.decode(errors="replace").encode()


class App(Dash):
    """Dash over a shelf: language, theme and first sight are there from the page's first byte.

    `shelf` gives the tables that all its answers are made of.
    """

    shelf: Shelf

    def interpolate_index(self, **parts: Any) -> str:
        """The index page in the language that its address asks for."""
        view, _ = parse(request.query_string.decode())
        parts["title"] = document_title(pages.find(request.path), view.lang)
        parts["scripts"], later = delivery.split(parts["scripts"])
        version = f"{self.shelf.store.current_name()} {parts['css']} {parts['scripts']}"
        named, sight = first_sight.offered(request.path, view, version)
        parts["app_entry"] += sight
        index: str = super().interpolate_index(**parts)
        spoken = f'<html lang="{view.lang}" data-mantine-color-scheme="{view.theme}">'
        index = index.replace("<html>", spoken)
        return index.replace("</title>", f"</title>\n{named}{delivery.HEAD}\n{later}", 1)


def create_app(store: Store) -> App:
    """The dashboard over a store; its `server` is the WSGI application."""
    shelf = Shelf(store)
    server = OpenAPI(
        "amur",
        info=api.INFO,
        security_schemes={},  # nothing is asked for; None would make the document invalid
        doc_prefix="/api",
        doc_url="/openapi.json",
        validation_error_status="400",
        validation_error_model=Trouble,
        validation_error_callback=api.invalid,
    )
    server.request_class = _Request
    app = App(
        "amur",
        server=server,
        assets_folder=str(Path(__file__).parent / "assets"),
        assets_ignore=plotly_file.OWN.name,  # the page's head asks for it
        suppress_callback_exceptions=True,
        update_title="",
    )
    app.shelf = shelf
    app.layout = lambda: _first_layout(shelf)
    addresses.register(server, shelf)
    limiter = security.limited(server)
    shelf.admit = partial(security.admit_day, limiter)
    api.register(server, shelf, limiter)
    _register_callbacks(app, shelf)
    security.protect(app)
    bodies.guard(app)
    delivery.deliver(app)
    return app


def _first_layout(shelf: Shelf) -> Any:
    """The layout with the asked-for page already drawn.

    The browser fetches the layout from the page it is on, and so names that page's address as
    the referrer; where it does not, the callback below draws the right page a moment later.
    """
    address = urlsplit(request.headers.get("Referer", "/"))
    search = f"?{address.query}" if address.query else ""
    view, _ = parse(search)
    return shell(address.path or "/", search, shelf.tables(view.asof))


def _register_callbacks(app: Dash, shelf: Shelf) -> None:
    _keep_controls_and_address_in_step(app)
    _name_the_document(app)
    _draw_what_the_address_asks_for(app, shelf)
    _put_cards_in_their_places(app)
    _take_up_new_data(app, shelf)
    _show_tables_and_origins(app, shelf)
    _act_in_the_browser(app)
    _draw_grids(app)
    _open_and_close_the_menu(app)


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
    app.clientside_callback(
        ClientsideFunction("amur", "reset"),
        Output("url", "search", allow_duplicate=True),
        Input("reset", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )


def _name_the_document(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "title"),
        Input("shown", "data"),
        State("titles", "data"),
    )


def _draw_what_the_address_asks_for(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output("frame", "children"),
        Output("alerts", "children"),
        Output("besides", "children"),
        Output("due", "data"),
        Output("header", "children"),
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
        before, _ = parse(shown[1])
        page = pages.find(path)
        tables = shelf.tables(view.asof)
        same_words = view.lang == before.lang
        # The header holds the navigation: only one of the two may be drawn at a time.
        links = (no_update, navigation(path, view))
        top = links if same_words else (header(path, view, tables), no_update)
        after = (view.theme, [path, search])
        same_frame = page is not None and path == shown[0] and same_words
        if page is None or not same_frame or page.controls(view) != page.controls(before):
            due = {"standing": standing(page, view)}
            return frame(path, search, tables), no_update, no_update, due, *top, *after
        due = {"changed": changed_cards(page, view, before, tables)}
        body = (alerts(view, notes), drawn.besides(page, tables, view), due)
        return no_update, *body, *top, *after


def _put_cards_in_their_places(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "card"),
        Output({"place": MATCH}, "children"),
        Input("due", "data"),
        State({"place": MATCH}, "id"),
    )


def _take_up_new_data(app: Dash, shelf: Shelf) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "watch"),
        Output("snapshot", "data"),
        Input("watch", "n_intervals"),
        State("snapshot", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("frame", "children", allow_duplicate=True),
        Output("header", "children", allow_duplicate=True),
        Output("due", "data", allow_duplicate=True),
        Output("news", "children"),
        Input("snapshot", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def take_up(snapshot: str, shown: list[str]) -> tuple[Any, ...]:
        path, search = shown
        view, _ = parse(search)
        tables = shelf.tables(view.asof)
        say = words(view.lang)
        due = {"standing": standing(pages.find(path), view)}
        return frame(path, search, tables), header(path, view, tables), due, news(tables, say)


def _show_tables_and_origins(app: Dash, shelf: Shelf) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "ask"),
        Output("asked", "data"),
        Input({"table": ALL, "card": ALL}, "n_clicks"),
        Input({"graph": ALL, "card": ALL}, "clickData"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("modal", "opened"),
        Output("modal", "title"),
        Output("modal", "children"),
        Input("asked", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def show(asked: dict[str, Any], search: str) -> tuple[Any, ...]:
        view, _ = parse(search or "")
        say = words(view.lang)
        dash.set_props("modal", {"closeButtonProps": {"aria-label": say("Close")}})
        chart = charts.get(asked["chart"])
        if asked.get("origin"):
            told = provenance.of_point(asked["origin"], shelf.tables(), say)
            return True, say(chart.title), told
        view = right_side(view) if asked["card"].endswith("-right") else view
        title = f"{say(chart.title)}: {chart.subtitle(view)}"
        return True, title, table_view(chart, shelf.tables(view.asof), view)


def _act_in_the_browser(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "drill"),
        Output("url", "search", allow_duplicate=True),
        Input({"graph": DRILLED, "card": ALL}, "clickData"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("amur", "act"),
        Output("done", "data"),
        [Input({"action": action, "chart": ALL, "card": ALL}, "n_clicks") for action in ACTIONS],
        State("url", "search"),
        prevent_initial_call=True,
    )


def _draw_grids(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "grid"),
        Output({"grid": MATCH, "part": "place"}, "children"),
        Input({"grid": MATCH, "part": "described"}, "data"),
    )


def _open_and_close_the_menu(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("amur", "menu"),
        Output("shell", "navbar"),
        Output("burger", "aria-expanded"),
        Input("burger", "opened"),
        State("shell", "navbar"),
    )
