"""The Data page's tables: downloads, disagreements between documents, and all documents."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard.cards import plain_table
from dashboard.charts import Tables
from dashboard.view import View
from dashboard.words import Words, words


def catalogue(tables: Tables, view: View) -> list[Any]:
    """Cards for downloads, disagreements and documents."""
    say = words(view.lang)
    return [
        _card(
            say("Tables to download"), _downloads(tables, say), say("CSV, UTF-8, with a header.")
        ),
        _card(
            say("Where documents disagree"),
            _grid("disagreements", _disagreements(tables), view),
            say(
                "Readings that differ from the figure used by more than rounding explains; the "
                "figure used is the finer printed one, then what more documents print, then the "
                "one nearer to the publisher."
            ),
        ),
        _card(
            say("Documents"),
            _grid("documents", _documents(tables), view),
            say("Every public document that a figure was read in."),
        ),
    ]


def _card(title: str, content: Any, subtitle: str) -> Any:
    return dmc.Paper(
        [dmc.Title(title, order=2, size="h4"), dmc.Text(subtitle, className="muted"), content],
        className="card",
    )


def _downloads(tables: Tables, say: Words) -> Any:
    rows = [
        [
            dmc.Anchor(row.table, href=f"/tables/{row.table}.csv", refresh=True),
            row.meaning,
            say.number(row.rows, 0),
        ]
        for row in tables["catalogue"].itertuples()
    ]
    return plain_table([say("Table"), say("Meaning"), say("Rows")], rows)


def _disagreements(tables: Tables) -> pd.DataFrame:
    found = tables["disagreements"]
    order = found["difference_percent"].abs().sort_values(ascending=False).index
    rows = found.loc[order]
    return rows.assign(
        series=rows["statistic"] + " " + rows["product"] + " " + rows["flow"],
        period=rows["span"] + " " + rows["period"],
        difference=rows["difference_percent"].round(2),
    )[
        ["series", "period", "unit", "used_value", "other_value", "difference", "used_source"]
    ].assign(other_source=rows["other_source"])


def _documents(tables: Tables) -> pd.DataFrame:
    rows = tables["documents"]
    columns = ["published", "publisher", "kind", "title", "language", "address"]
    return rows.sort_values("published", ascending=False)[columns]


def _grid(name: str, rows: pd.DataFrame, view: View) -> Any:
    say = words(view.lang)
    grid = dag.AgGrid(
        id={"grid": name},
        rowData=rows.to_dict("records"),
        columnDefs=[
            {"field": column, "headerName": say(column), "minWidth": 110} for column in rows.columns
        ],
        defaultColDef={"filter": True, "sortable": True, "resizable": True, "flex": 1},
        dashGridOptions={
            "pagination": True,
            "paginationPageSize": 20,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
        },
        style={"height": 420},
    )
    return html.Div(grid, **{"data-ag-theme-mode": view.theme})
