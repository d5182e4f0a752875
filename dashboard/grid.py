"""Tables of many rows, to sort, filter and page through, in the reader's language."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import dcc, html

from dashboard.view import View
from dashboard.words import Words, message, words

PAGE_ROWS = 20
HEIGHT = {"height": 420}
WIDTHS = {
    "series": 4,
    "title": 6,
    "publisher": 3,
    "address": 4,
    **dict.fromkeys(("old_value", "new_value", "used_value", "other_value"), 3),
}
"""Columns that need more than the others, and how much."""
TEXTS = {
    "page": message("Page"),
    "to": message("to"),
    "of": message("of"),
    "more": message("more"),
    "pageSizeSelectorLabel": message("Rows a page:"),
    "ariaPageSizeSelectorLabel": message("Rows a page"),
    "firstPage": message("First page"),
    "previousPage": message("Previous page"),
    "nextPage": message("Next page"),
    "lastPage": message("Last page"),
    "noRowsToShow": message("No rows"),
    "noMatchingRows": message("No row fits the filters"),
    "filterOoo": message("Filter …"),
    "equals": message("equals"),
    "notEqual": message("does not equal"),
    "contains": message("contains"),
    "notContains": message("does not contain"),
    "startsWith": message("begins with"),
    "endsWith": message("ends with"),
    "blank": message("is empty"),
    "notBlank": message("is not empty"),
    "lessThan": message("less than"),
    "lessThanOrEqual": message("at most"),
    "greaterThan": message("greater than"),
    "greaterThanOrEqual": message("at least"),
    "inRange": message("between"),
    "inRangeStart": message("from"),
    "inRangeEnd": message("up to"),
    "andCondition": message("and"),
    "orCondition": message("or"),
    "sortAscending": message("Sort ascending"),
    "sortDescending": message("Sort descending"),
    "sortUnSort": message("Do not sort"),
    "ariaFilterMenuOpen": message("Open the filter"),
    "ariaFilterInput": message("Filter"),
    "ariaFilterValue": message("Filter by"),
    "ariaFilterFromValue": message("Filter from"),
    "ariaFilterToValue": message("Filter up to"),
    "ariaFilteringOperator": message("How to filter"),
    "ariaLabelColumnFilter": message("Filter of the column"),
    "ariaSortableColumn": message("Press Enter to sort"),
    "ariaMenuColumn": message("Press Alt and Down for the column’s menu"),
    "ariaFilterColumn": message("Press Control and Enter for the filter"),
}
"""What the grid library says by itself, under its own keys."""


def grid(name: str, rows: pd.DataFrame, view: View) -> Any:
    """A table's rows; its columns are named by messages.

    What is returned holds the grid's description, which assets/drawing.js shows once the browser
    has the grid's script: no other page waits for it.
    """
    say = words(view.lang)
    table = dag.AgGrid(
        id={"grid": name, "part": "grid"},
        rowData=rows.to_dict("records"),
        columnDefs=[
            {
                "field": column,
                "headerName": say(column).replace("_", " "),
                "flex": WIDTHS.get(column, 2),
            }
            for column in rows.columns
        ],
        defaultColDef={"filter": True, "sortable": True, "resizable": True, "minWidth": 110},
        dashGridOptions={
            "pagination": True,
            "paginationPageSize": PAGE_ROWS,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
            # A grid below the fold would stay empty: on paper, and for whoever does not scroll.
            "suppressContentVisibilityAuto": True,
            "localeText": texts(say),
        },
        style=HEIGHT,
    )
    return html.Div(
        [
            dcc.Store(id={"grid": name, "part": "described"}, data=table.to_plotly_json()),
            html.Div(id={"grid": name, "part": "place"}, style=HEIGHT),
        ],
        **{"data-ag-theme-mode": view.theme},
    )


def texts(say: Words) -> dict[str, str]:
    """The library's own texts in a language."""
    decimal, group = say.separators[0], say.separators[1]
    signs = {"decimalSeparator": decimal, "thousandSeparator": group}
    return {key: say(text) for key, text in TEXTS.items()} | signs
