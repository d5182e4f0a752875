"""One chart's card: title, menu, figure, text summary, source line, notes and documents."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboard import charts, sources
from dashboard.charts import Chart, Tables
from dashboard.names import publisher
from dashboard.shelf import Document
from dashboard.summary import summary
from dashboard.view import View, query
from dashboard.words import Words, message, words
from etl.errors import UndefinedMeasureError

log = logging.getLogger(__name__)

FILES = {
    "png": message("Image, PNG"),
    "svg": message("Image, SVG"),
    "pdf": message("Image, PDF"),
    "csv": message("Data, CSV"),
    "xlsx": message("Data, Excel"),
    "parquet": message("Data, Parquet"),
    "json": message("Data, JSON"),
    "zip": message("Data with sources, zip"),
}
ACTIONS = {
    "link": message("Copy the link to this chart"),
    "embed": message("Copy the code to embed it"),
    "full": message("Full screen"),
}
"""What the menu does in the browser alone, see assets/live.js."""
HEIGHT = 400
"""Of a figure that states none, in pixels."""
NARROW = 350
"""A figure's width on a phone, where a legend of more than LEGEND_ROWS makes it higher."""
LEGEND_ROWS, LEGEND_ROW = 3, 19
TABLE_ROWS_SHOWN = 500
TIMES = ("date", "period", "year", "month", "months")
"""Columns that say when, the longest time first."""
RESERVED = ":/?#[]@!$&'()*+,;=%~"
"""Characters with a meaning in an address (RFC 3986), a percent sign included."""


def card(chart: Chart, tables: Tables, view: View, side: str = "") -> Any:
    """A chart's card; raises whatever the chart fails with.

    `side` tells two cards of one chart on one page apart.
    """
    name = _name(chart, side)
    data, figure, breaks = charts.drawing(chart, tables, view)
    origin = sources.of_data(data, tables, words(view.lang))
    height = figure.layout.get("height", HEIGHT)
    narrow = height + LEGEND_ROW * max(0, figure.legend_rows(NARROW) - LEGEND_ROWS)
    return dmc.Paper(
        [
            html.Div([_heading(chart, view), _menu(chart, view, name)], className="card-head"),
            dcc.Graph(
                id={"graph": chart.id, "card": name},
                figure=figure,
                config={"displayModeBar": False, "responsive": True},
                style={"height": height, "--narrow-height": f"{narrow}px"},
                className="graph",
            ),
            html.P(summary(figure, view), className="unseen"),
            dmc.Text(charts.caption(chart, data, view), size="sm", className="caption"),
            dmc.Text(origin.line, size="sm", className="muted source-line"),
            _details(chart, origin, view, breaks),
        ],
        id=name,
        className="card",
    )


def _name(chart: Chart, side: str) -> str:
    return f"{chart.id}-{side}" if side else chart.id


def failed(chart: Chart, error: Exception, view: View, side: str = "") -> Any:
    """The card of a chart that failed, which says with what."""
    return not_drawn(chart.title, error, view, _name(chart, side))


def not_drawn(title: str, error: Exception, view: View, name: str = "") -> Any:
    """A card in place of what failed, under its title (a message), which says with what."""
    log.error("%s failed", name or title, exc_info=error)
    say = words(view.lang)
    reason = f"{type(error).__name__}: {error}"
    told = dmc.Alert(
        say(
            "This could not be drawn ({reason}). The rest of the page is fine; "
            "reset the filters, or report this with the address of the page.",
            reason=reason[:200],
        ),
        color="red",
        title=say("Not drawn"),
    )
    heading = dmc.Title(say(title), order=2, size="h4")
    return dmc.Paper([heading, told], className="card", **({"id": name} if name else {}))


def _heading(chart: Chart, view: View) -> Any:
    return html.Div(
        [
            dmc.Title(words(view.lang)(chart.title), order=2, size="h4"),
            dmc.Text(chart.subtitle(view), className="muted"),
        ]
    )


def _menu(chart: Chart, view: View, name: str) -> Any:
    """Table, files and actions under one button, as a native disclosure that needs no script."""
    say = words(view.lang)
    chosen = query(view)
    table = html.Button(say("Show as a table"), id={"table": chart.id, "card": name}, n_clicks=0)
    files = [
        html.A(say(label), href=f"/charts/{chart.id}.{kind}{chosen}", download="")
        for kind, label in FILES.items()
    ]
    actions = [
        html.Button(say(label), id={"action": action, "chart": chart.id, "card": name}, n_clicks=0)
        for action, label in ACTIONS.items()
    ]
    label = say("Save or share: {title}", title=say(chart.title))
    return html.Details(
        [
            html.Summary(say("Save"), className="menu-button", **{"aria-label": label}),
            html.Div([table, html.Hr(), *files, html.Hr(), *actions], className="menu-items"),
        ],
        className="menu",
    )


def _details(chart: Chart, origin: sources.Sources, view: View, found: list[charts.Break]) -> Any:
    say = words(view.lang)
    documents = [document(each, say) for each in origin.documents[: sources.DOCUMENTS_LISTED]]
    more = len(origin.documents) - len(documents)
    if more > 0:
        rest = say.plural("and {count} more", "and {count} more", more)
        documents.append(html.Li(html.A(rest, href=f"/data{query(view)}")))
    return html.Details(
        [
            html.Summary(say("Notes and documents")),
            html.Ul([html.Li(note) for note in charts.notes(chart, view, found)]),
            html.Ol(documents) if documents else None,
        ],
        className="details",
    )


def document(row: Any, say: Words, told: str = "") -> Any:
    """A document as a list item: its title as a link, who published it and when, what it prints."""
    link = html.A(row.title or row.address, href=row.address, target="_blank", rel="noopener")
    parts = [publisher(row.publisher, say), row.published, told]
    return html.Li([link, " — " + ", ".join(part for part in parts if part)])


def table_view(chart: Chart, tables: Tables, view: View) -> Any:
    """A chart's data as a table, the newest rows first, each with its documents.

    Of many rows the newest, and where to have the rest. Where a measure has no meaning for the
    data, why.
    """
    try:
        data = chart.select(tables, view)
    except UndefinedMeasureError as error:
        return dmc.Text(words(view.lang)(error.text, **error.values))
    times = [name for name in TIMES if name in data]
    shown = data.sort_values(times, ascending=False, kind="stable").head(TABLE_ROWS_SHOWN)
    table = _data_table(shown, tables, words(view.lang))
    return html.Div([_cut(chart, view, len(shown), len(data)), table])


def _cut(chart: Chart, view: View, shown: int, held: int) -> Any:
    """What is said above a table that has not all rows; None where it has."""
    if shown == held:
        return None
    say = words(view.lang)
    told = say(
        "The newest {shown} of {held} rows; all of them are in the file:",
        shown=say.number(shown, 0),
        held=say.number(held, 0),
    )
    link = html.A(say(FILES["csv"]), href=f"/charts/{chart.id}.csv{query(view)}", download="")
    return dmc.Text([told, " ", link], className="muted")


def _data_table(shown: pd.DataFrame, tables: Tables, say: Words) -> Any:
    """Rows of a chart's data as a table; ids of documents as links to them.

    All in one component: over one for each cell Dash takes minutes where there are 500 rows.
    """
    told = shown.drop(columns=["source", "vintage"], errors="ignore")
    head = [say(str(column)) for column in told.columns]
    rows = [[_plain(_cell(value, say)) for value in row] for row in told.itertuples(index=False)]
    if "source" in shown:
        head.append(say("read in"))
        for row, ids in zip(rows, shown["source"].fillna(""), strict=True):
            documents = sources.newest_first(ids.split(), tables)
            row.append(say.clauses(_link(each, say) for each in documents))
    lines = [map(_plain, head), ["---"] * len(head), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    table = dcc.Markdown(text, link_target="_blank", className="data-table number")
    return dmc.TableScrollContainer(table, minWidth=300)


def _plain(text: str) -> str:
    """A text in Markdown that means only itself: Dash's has no backslash before every mark."""
    return re.sub(r"[\\`*_\[\]<>|&~\"!:@]", lambda mark: f"&#{ord(mark[0])};", text)


def _link(row: Document, say: Words) -> str:
    """A document in Markdown: who published it and when as a link, under which title besides."""
    said = say.listed(filter(None, [publisher(row.publisher, say), row.published]))
    return f'[{_plain(said)}](<{quote(row.address, safe=RESERVED)}> "{_plain(row.title)}")'


def plain_table(head: list[str], rows: list[list[Any]], narrowest: int = 300) -> Any:
    """A table that scrolls sideways on its own where it does not fit in its narrowest form."""
    heading = dmc.TableThead(dmc.TableTr([dmc.TableTh(name) for name in head]))
    body = [dmc.TableTr([dmc.TableTd(cell) for cell in row]) for row in rows]
    return dmc.TableScrollContainer(
        dmc.Table([heading, dmc.TableTbody(body)], striped=True, className="number"),
        minWidth=narrowest,
    )


def _cell(value: Any, say: Words) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, float):
        return say.number(value, 3)
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else say(str(value))
