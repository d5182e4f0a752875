"""The shell around the pages: header, navigation, filter bar, page body."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import pages
from dashboard.cards import card
from dashboard.pages import Page
from dashboard.shelf import SnapshotTables
from dashboard.theme import FONT
from dashboard.view import PARAMETERS, Parameter, View, parse, query, value_of

SEGMENTS_MOST = 4
"""More choices than this do not fit a phone side by side and go into a list."""
MONTH_CONTROLS = ("from", "to")


def shell(path: str, search: str, tables: SnapshotTables) -> Any:
    """The whole document for an address, its page already drawn."""
    view, _ = parse(search)
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="parameters", data=parameter_rules()),
            dcc.Store(id="shown", data=[path, search]),
            html.A("Skip to the content", href="#frame", className="skip"),
            html.Header(
                [
                    html.A(["Amur", html.Span(" China–Russia trade")], href="/", className="brand"),
                    html.Nav(navigation(path, view), id="nav", **{"aria-label": "Pages"}),
                    html.Div([_badge(tables), _control("theme", view)], className="header-end"),
                ],
                className="header",
            ),
            html.Main(frame(path, search, tables), id="frame"),
            dmc.Modal(id="table-modal", size="xl", children=[], opened=False),
        ],
        id="provider",
        forceColorScheme=view.theme,
        theme={
            "primaryColor": "indigo",
            "defaultRadius": "sm",
            "fontFamily": FONT,
            "headings": {"fontFamily": FONT},
        },
    )


def parameter_rules() -> dict[str, Any]:
    """What the browser must know of each parameter to keep controls and address in step."""
    return {
        name: {
            "default": parameter.default,
            "choices": list(parameter.choices),
            "month": name in MONTH_CONTROLS,
        }
        for name, parameter in PARAMETERS.items()
    }


def navigation(path: str, view: View) -> list[Any]:
    """Links to every page that keep the view."""
    here = pages.find(path)
    return [
        dcc.Link(
            page.name,
            href=page.path + query(view),
            className="nav-link here" if page is here else "nav-link",
        )
        for page in pages.discover()
    ]


def _badge(tables: SnapshotTables) -> Any:
    newest = tables.snapshot.manifest["newest_month"]
    badge = dmc.Badge(f"Data to {newest}", variant="light", color="teal")
    return html.Span(badge, title="Newest month of bilateral trade in the store")


def frame(path: str, search: str, tables: SnapshotTables) -> Any:
    """Title, filter bar and cards of the page at an address."""
    page = pages.find(path)
    if page is None:
        return _not_found(path)
    view, notes = parse(search)
    return html.Div(
        [
            dmc.Title(page.title, order=1),
            dmc.Text(page.intro, className="muted intro"),
            _filter_bar(page, view),
            html.Div(cards(page, view, notes, tables), id="cards"),
        ],
        className="page",
    )


def cards(page: Page, view: View, notes: list[str], tables: SnapshotTables) -> list[Any]:
    """The page's cards, under a note for each parameter that could not be read."""
    alerts = [dmc.Alert(note, color="yellow", className="note") for note in notes]
    drawn = html.Div(
        [card(chart, tables, view) for chart in page.cards()],
        className="cards",
    )
    others = page.besides(tables, view) if page.besides else []
    body = [*others, drawn] if page.besides_first else [drawn, *others]
    return [*alerts, *body]


def _filter_bar(page: Page, view: View) -> Any:
    return html.Div(
        [_control(name, view) for name in page.controls()],
        className="filters",
        role="group",
        **{"aria-label": "Filters"},
    )


def _control(name: str, view: View) -> Any:
    parameter = PARAMETERS[name]
    value = value_of(view, name)
    if name in MONTH_CONTROLS:
        control = dmc.MonthPickerInput(
            id={"filter": name},
            value=f"{value}-01" if value else None,
            placeholder=parameter.choices[""],
            valueFormat="MMM YYYY",
            clearable=True,
            size="xs",
            w=120,
            **{"aria-label": parameter.label},
        )
    elif len(parameter.choices) > SEGMENTS_MOST:
        control = dmc.Select(
            id={"filter": name},
            value=value,
            data=_choices(parameter),
            allowDeselect=False,
            size="xs",
            w=150,
            **{"aria-label": parameter.label},
        )
    else:
        control = dmc.SegmentedControl(
            id={"filter": name},
            value=value,
            data=_choices(parameter),
            size="xs",
            **{"aria-label": parameter.label},
        )
    return html.Div([html.Span(parameter.label, className="filter-label"), control])


def _choices(parameter: Parameter) -> list[dict[str, str]]:
    return [{"value": key, "label": label} for key, label in parameter.choices.items()]


def _not_found(path: str) -> Any:
    links = [html.Li(dcc.Link(page.name, href=page.path)) for page in pages.discover()]
    return html.Div(
        [
            dmc.Title("No such page", order=1),
            f"There is nothing at {path}. Pages:",
            html.Ul(links),
            html.Div(id="cards"),
        ],
        className="page",
    )
