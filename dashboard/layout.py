"""The shell around the pages: header, navigation, filter bar, page body, news of fresh data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import charts, drawn, freshness, pages
from dashboard.charts._products import product_name, stated_products
from dashboard.pages import Page
from dashboard.shelf import SnapshotTables
from dashboard.theme import FONT
from dashboard.view import PARAMETERS, Parameter, View, parse, query, value_of
from dashboard.words import LANGUAGES, Words, message, words
from etl.refresh import last_month

SEGMENTS_MOST = 4
"""More choices than this do not fit a phone side by side and go into a list."""
MONTH_CONTROLS = ("from", "to", "from2", "to2")
DAY_CONTROLS = ("asof",)
PICKER_LABELS = {
    "previousMonth": message("Previous month"),
    "nextMonth": message("Next month"),
    "previousYear": message("Previous year"),
    "nextYear": message("Next year"),
    "previousDecade": message("Previous ten years"),
    "nextDecade": message("Next ten years"),
}
"""What the buttons of a date picker are called, under the library's keys."""
SHELL_CONTROLS = ("lang", "theme")
TOLD_BY_THE_BROWSER = {
    "lost": message("No answer from the server. What is shown may be out of date; asking again …"),
    "copied": message("Copied."),
    "refused": message(
        "The server refuses this chart ({reason}). Reset the filters, or load the page again."
    ),
}
"""What assets/live.js and assets/cards.js say by themselves; they find the words on the header."""
NO_PAGE = message("No such page")
MENU_BELOW = "md"
"""Screens narrower than this Mantine breakpoint (62em, also in assets/style.css) have the pages in
a menu that a button opens."""
HEADER_PIXELS, NAVBAR_PIXELS = 56, 200
WATCH_SECONDS = 20
"""How often an open page asks whether a newer snapshot is there, and the server at all."""


def shell(path: str, search: str, tables: SnapshotTables) -> Any:
    """The whole document for an address, its page already drawn."""
    view, _ = parse(search)
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="parameters", data=parameter_rules()),
            dcc.Store(id="titles", data=document_titles()),
            dcc.Store(id="shown", data=[path, search]),
            dcc.Store(id="due", data={"standing": standing(pages.find(path), view)}),
            dcc.Store(id="snapshot", data=tables.snapshot.name),
            dcc.Store(id="asked"),
            dcc.Store(id="done"),
            dcc.Interval(id="watch", interval=WATCH_SECONDS * 1000),
            dmc.AppShell(
                [
                    html.Div(header(path, view, tables), id="header"),
                    dmc.AppShellMain(
                        [
                            html.Div(id="news", **{"aria-live": "polite"}),
                            html.Div(frame(path, search, tables), id="frame", tabIndex=-1),
                        ]
                    ),
                ],
                id="shell",
                header={"height": HEADER_PIXELS},
                navbar={
                    "width": NAVBAR_PIXELS,
                    "breakpoint": MENU_BELOW,
                    "collapsed": {"mobile": True},
                },
                transitionDuration=0,
            ),
            dmc.Modal(id="modal", size="xl", children=[], opened=False),
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
            "pattern": parameter.pattern,
            "letters": 7 * (name in MONTH_CONTROLS) or 10 * (name in DAY_CONTROLS),
        }
        for name, parameter in PARAMETERS.items()
    }


def document_title(page: Page | None, language: str) -> str:
    """What the browser's tab, history and bookmarks call a page (None: no page) in a language."""
    say = words(language)
    return f"{say(page.title if page else NO_PAGE)} – Amur"


def document_titles() -> dict[str, dict[str, str]]:
    """The same of every page by language and address, '' for what is no page."""
    return {
        language: {"": document_title(None, language)}
        | {page.path: document_title(page, language) for page in pages.discover()}
        for language in LANGUAGES
    }


def header(path: str, view: View, tables: SnapshotTables) -> list[Any]:
    """The way past the navigation; brand, freshness, language and theme; the navigation."""
    say = words(view.lang)
    menu = dmc.Burger(
        id="burger",
        hiddenFrom=MENU_BELOW,
        **{"aria-label": say("Menu"), "aria-controls": "nav", "aria-expanded": "false"},
    )
    brand = html.A(
        ["Amur", html.Span(" " + say("China–Russia trade"))],
        href="/" + query(View(lang=view.lang, theme=view.theme)),
        className="brand",
    )
    switches = [_control(name, view, tables) for name in SHELL_CONTROLS]
    return [
        html.A(say("Skip to the content"), href="#frame", className="skip"),
        dmc.AppShellHeader(
            [menu, brand, _badge(tables, view), html.Div(switches, className="switches")],
            className="header",
            zIndex=102,  # above the navigation, whose upper part it holds on a phone
            **{f"data-{key}": say(text) for key, text in TOLD_BY_THE_BROWSER.items()},
        ),
        dmc.AppShellNavbar(navigation(path, view), id="nav", **{"aria-label": say("Pages")}),
    ]


def navigation(path: str, view: View) -> list[Any]:
    """Links to every page that keep the view."""
    here = pages.find(path)
    say = words(view.lang)
    return [
        dcc.Link(
            say(page.name),
            href=page.path + query(view),
            className="nav-link here" if page is here else "nav-link",
        )
        for page in pages.discover()
    ]


def newest_month(tables: SnapshotTables, say: Words) -> str:
    """The newest month of bilateral trade in the tables, in words."""
    newest = last_month(tables["bilateral_monthly"])
    return say.month(dt.date.fromisoformat(f"{newest}-01")) if newest else say("no month yet")


def _badge(tables: SnapshotTables, view: View) -> Any:
    """The newest month; on another ground where later ones are out."""
    say = words(view.lang)
    late = freshness.late(tables, view)
    return html.Span(
        say("Data to {month}", month=newest_month(tables, say)),
        className="badge late" if late else "badge",
        title=late or say("Newest month of bilateral trade in the store"),
    )


def news(tables: SnapshotTables, say: Words) -> Any:
    """What to say when a newer snapshot was taken up while the page was open."""
    text = say("New data was taken up; it reaches to {month}.", month=newest_month(tables, say))
    return dmc.Alert(
        text, color="teal", withCloseButton=True, closeButtonLabel=say("Close"), className="news"
    )


def frame(path: str, search: str, tables: SnapshotTables) -> Any:
    """Title, filter bar and cards of the page at an address."""
    page = pages.find(path)
    view, notes = parse(search)
    say = words(view.lang)
    if page is None:
        return _not_found(path, view)
    placed = [
        html.Div(
            drawn.card(chart, tables, each, pages.side_of(page, place)),
            id={"place": str(place)},
            className="place",
        )
        for place, (chart, each) in enumerate(page.cards(view))
    ]
    shown = "cards side-by-side" if page.chosen else "cards"
    body = [
        html.Div(drawn.besides(page, tables, view), id="besides"),
        html.Div(placed, id="cards", className=shown),
    ]
    return html.Div(
        [
            dmc.Title(say(page.title), order=1),
            dmc.Text(say(page.intro), className="muted intro"),
            *_filters(page, view, tables),
            html.Div(alerts(view, notes), id="alerts"),
            *(body if page.besides_first else reversed(body)),
        ],
        className="page",
    )


def alerts(view: View, notes: list[str]) -> list[Any]:
    """A note for each parameter that could not be read, and for what is not as usual."""
    return [dmc.Alert(note, color="yellow", className="note") for note in [*notes, *_then(view)]]


def standing(page: Page | None, view: View) -> list[dict[str, Any]]:
    """The cards that stand in a frame, as assets/cards.js is told of them: by their addresses."""
    return [] if page is None else [{"address": each} for each in drawn.addresses(page, view)]


def changed_cards(
    page: Page, view: View, before: View, tables: SnapshotTables
) -> list[dict[str, Any]]:
    """The page's cards for a view, as assets/cards.js is told of them.

    One that the view before had too stays. Of the others those come along that were drawn before;
    the rest (None) the browser fetches one by one, so that a reader waits for no card longer than
    for that card.
    """
    stood = drawn.addresses(page, before)
    told: list[dict[str, Any]] = []
    shown = zip(drawn.addresses(page, view), page.cards(view), strict=True)
    for place, (address, (chart, each)) in enumerate(shown):
        if address in stood:
            told.append({"address": address})
        else:
            card = drawn.kept(chart, tables, each, pages.side_of(page, place))
            told.append({"address": address, "card": card})
    return told


def _then(view: View) -> list[str]:
    """A note where the reader looks at an earlier day's knowledge."""
    if not view.asof:
        return []
    say = words(view.lang)
    day = say.day(dt.date.fromisoformat(view.asof))
    return [say("As known on {day}: what was published later is left out.", day=day)]


def _filters(page: Page, view: View, tables: SnapshotTables) -> list[Any]:
    """What a reader of the page can choose, behind a button on a phone, whose screen it would fill.

    It stands open there where the address has chosen something.
    """
    say = words(view.lang)
    names = page.controls(view)
    chosen = any(value_of(view, name) != PARAMETERS[name].default for name in names)
    opened = {"aria-expanded": str(chosen).lower(), "aria-controls": "filters"}
    reset = html.Button(say("Reset the filters"), id="reset", className="reset", n_clicks=0)
    return [
        html.Button(say("Filters"), className="fold", **opened),
        html.Div(
            [*(_control(name, view, tables) for name in names), reset],
            id="filters",
            className="filters",
            role="group",
            **{"aria-label": say("Filters")},
        ),
    ]


def _control(name: str, view: View, tables: SnapshotTables) -> Any:
    say = words(view.lang)
    parameter = PARAMETERS[name]
    value = value_of(view, name)
    label = say(parameter.label)
    common = {"id": {"filter": name}, "size": "xs", "aria-label": label}
    if name in MONTH_CONTROLS:
        picker = partial(dmc.MonthPickerInput, valueFormat="YYYY-MM", w=120)
        control = _picker(picker, parameter, f"{value}-01" if value else None, say, common)
    elif name in DAY_CONTROLS:
        picker = partial(
            dmc.DatePickerInput,
            valueFormat="YYYY-MM-DD",
            monthLabelFormat=say("MMMM YYYY"),
            w=130,
        )
        control = _picker(picker, parameter, value or None, say, common)
    elif name in SEARCHED:
        control = dmc.Select(
            value=value or None,
            data=SEARCHED[name](tables, say),
            placeholder=say("Search …"),
            searchable=True,
            clearable=not parameter.default,
            clearButtonProps={"aria-label": say("Clear")},
            allowDeselect=False,
            nothingFoundMessage=say("Nothing found"),
            w=240,
            **common,
        )
    elif len(parameter.choices) > SEGMENTS_MOST:
        control = dmc.Select(
            value=value, data=_choices(parameter, say), allowDeselect=False, w=170, **common
        )
    else:
        control = dmc.SegmentedControl(value=value, data=_choices(parameter, say), **common)
    return html.Div([html.Span(label, className="filter-label"), control])


def _picker(
    picker: Callable[..., Any],
    parameter: Parameter,
    value: str | None,
    say: Words,
    common: dict[str, Any],
) -> Any:
    """A picker of months or days in the reader's language; assets/dates.js has their names."""
    control = picker(
        value=value,
        placeholder=say(parameter.choices[""]),
        clearable=True,
        clearButtonProps={"aria-label": say("Clear")},
        ariaLabels={key: say(text) for key, text in PICKER_LABELS.items()},
        **common,
    )
    return dmc.DatesProvider(control, settings={"locale": say.language})


def _products(tables: SnapshotTables, say: Words) -> list[dict[str, str]]:
    named = [(product_name(code, say), code) for code in stated_products(tables)]
    return [{"value": code, "label": name} for name, code in sorted(named)]


def _charts(tables: SnapshotTables, say: Words) -> list[dict[str, str]]:
    return [{"value": chart.id, "label": say(chart.title)} for chart in charts.discover().values()]


SEARCHED: dict[str, Callable[[SnapshotTables, Words], list[dict[str, str]]]] = {
    "product": _products,
    "left": _charts,
    "right": _charts,
}
"""Controls with a search box, and what each offers."""


def _choices(parameter: Parameter, say: Words) -> list[dict[str, str]]:
    return [{"value": key, "label": say(label)} for key, label in parameter.choices.items()]


def _not_found(path: str, view: View) -> Any:
    say = words(view.lang)
    links = [
        html.Li(dcc.Link(say(page.name), href=page.path + query(view))) for page in pages.discover()
    ]
    return html.Div(
        [
            dmc.Title(say(NO_PAGE), order=1),
            say("There is nothing at {path}. Pages:", path=path),
            html.Ul(links),
            *(html.Div(id=part) for part in ("alerts", "besides", "cards")),
        ],
        className="page",
    )
