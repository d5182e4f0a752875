"""One chart's card: title, menu, figure, source line, notes and documents."""

from __future__ import annotations

import logging
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import charts, sources
from dashboard.charts import Chart, Tables
from dashboard.view import View, query

log = logging.getLogger(__name__)

FILES = {
    "png": "Image, PNG",
    "svg": "Image, SVG",
    "pdf": "Image, PDF",
    "csv": "Data, CSV",
    "xlsx": "Data, Excel",
    "parquet": "Data, Parquet",
    "json": "Data, JSON",
    "zip": "Data with sources, zip",
}
TABLE_ROWS_SHOWN = 500


def card(chart: Chart, tables: Tables, view: View) -> Any:
    """A chart's card; if the chart fails, the card says so and the page stands."""
    try:
        data, figure = charts.figure(chart, tables, view)
        origin = sources.of_data(data, tables)
    except Exception as error:  # whatever fails in one chart must not take the page with it
        log.exception("chart %s failed", chart.id)
        return _failed(chart, error)
    height = figure.layout.height or 400
    return dmc.Paper(
        [
            html.Div([_heading(chart, view), _menu(chart, view)], className="card-head"),
            dcc.Graph(
                id={"graph": chart.id},
                figure=figure,
                config={"displayModeBar": False, "responsive": True},
                style={"height": height},
                className="graph",
            ),
            dmc.Text(origin.line, size="sm", className="muted source-line"),
            _details(chart, origin),
        ],
        id=chart.id,
        className="card",
    )


def _failed(chart: Chart, error: Exception) -> Any:
    reason = f"{type(error).__name__}: {error}"
    return dmc.Paper(
        [
            dmc.Title(chart.title, order=2, size="h4"),
            dmc.Alert(
                f"This chart could not be drawn ({reason[:200]}). The rest of the page is fine; "
                "reset the filters, or report this with the address of the page.",
                color="red",
                title="Not drawn",
            ),
        ],
        id=chart.id,
        className="card",
    )


def _heading(chart: Chart, view: View) -> Any:
    return html.Div(
        [
            dmc.Title(chart.title, order=2, size="h4"),
            dmc.Text(chart.subtitle(view), className="muted"),
        ]
    )


def _menu(chart: Chart, view: View) -> Any:
    chosen = query(view)
    files = [
        dmc.MenuItem(label, href=f"/charts/{chart.id}.{kind}{chosen}", refresh=True)
        for kind, label in FILES.items()
    ]
    return dmc.Menu(
        [
            dmc.MenuTarget(
                dmc.Button("Save", variant="default", size="compact-sm", className="menu-button")
            ),
            dmc.MenuDropdown(
                [
                    *files,
                    dmc.MenuItem("Show as a table", id={"table": chart.id}, n_clicks=0),
                    dmc.MenuItem("Link to this chart", href=f"{chosen}#{chart.id}"),
                    dmc.MenuItem("To embed", href=f"/embed/{chart.id}{chosen}", target="_blank"),
                ]
            ),
        ],
        position="bottom-end",
    )


def _details(chart: Chart, origin: sources.Sources) -> Any:
    listed = origin.newest.head(sources.DOCUMENTS_LISTED)
    documents = [
        html.Li(
            [
                html.A(row.title or row.address, href=row.address, target="_blank", rel="noopener"),
                f" — {row.publisher}" + (f", {row.published}" if row.published else ""),
            ]
        )
        for row in listed.itertuples()
    ]
    more = origin.count - len(listed)
    if more > 0:
        documents.append(html.Li(["and ", html.A(f"{more} more", href="/data")]))
    return html.Details(
        [
            html.Summary("Notes and documents"),
            html.Ul([html.Li(note) for note in chart.notes]),
            html.Ol(documents) if documents else None,
        ],
        className="details",
    )


def table_view(chart: Chart, tables: Tables, view: View) -> Any:
    """A chart's data as a table, the newest rows first where it is long."""
    data = chart.select(tables, view)
    shown = data.drop(columns=["source", "vintage"], errors="ignore").tail(TABLE_ROWS_SHOWN)
    head = dmc.TableThead(dmc.TableTr([dmc.TableTh(column) for column in shown.columns]))
    body = [
        dmc.TableTr([dmc.TableTd(_cell(value)) for value in row])
        for row in shown.iloc[::-1].itertuples(index=False)
    ]
    return dmc.TableScrollContainer(
        dmc.Table([head, dmc.TableTbody(body)], striped=True, className="number"), minWidth=300
    )


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}"
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)
