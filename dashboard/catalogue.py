"""The Data page's tables: downloads, disagreements between documents, and all documents."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard.charts import Tables
from dashboard.view import View


def catalogue(tables: Tables, view: View) -> list[Any]:
    """Cards for downloads, disagreements and documents."""
    return [
        _card("Tables to download", _downloads(tables), "CSV, UTF-8, with a header."),
        _card(
            "Where documents disagree",
            _grid("disagreements", _disagreements(tables), view),
            "Readings that differ from the figure used by more than rounding explains; "
            "the figure used is the finer printed one, then what more documents print, then the "
            "one nearer to the publisher.",
        ),
        _card(
            "Documents",
            _grid("documents", _documents(tables), view),
            "Every public document that a figure was read in.",
        ),
    ]


def _card(title: str, content: Any, subtitle: str) -> Any:
    return dmc.Paper(
        [dmc.Title(title, order=2, size="h4"), dmc.Text(subtitle, className="muted"), content],
        className="card",
    )


def _downloads(tables: Tables) -> Any:
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(dmc.Anchor(row.table, href=f"/tables/{row.table}.csv", refresh=True)),
                dmc.TableTd(row.meaning),
                dmc.TableTd(f"{row.rows:,}", className="number"),
            ]
        )
        for row in tables["catalogue"].itertuples()
    ]
    head = dmc.TableThead(
        dmc.TableTr([dmc.TableTh("Table"), dmc.TableTh("Meaning"), dmc.TableTh("Rows")])
    )
    return dmc.TableScrollContainer(dmc.Table([head, dmc.TableTbody(rows)]), minWidth=420)


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
    grid = dag.AgGrid(
        id={"grid": name},
        rowData=rows.to_dict("records"),
        columnDefs=[{"field": column, "minWidth": 110} for column in rows.columns],
        defaultColDef={"filter": True, "sortable": True, "resizable": True, "flex": 1},
        dashGridOptions={"pagination": True, "paginationPageSize": 20},
        style={"height": 420},
    )
    return html.Div(grid, **{"data-ag-theme-mode": view.theme})
