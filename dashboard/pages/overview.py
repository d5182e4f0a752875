"""One screen: the newest figures, the long view and the running year."""

from __future__ import annotations

from typing import Any

from dashboard.charts import Tables
from dashboard.headlines import tiles
from dashboard.pages import Page
from dashboard.sentences import told
from dashboard.view import View
from dashboard.words import message


def besides(tables: Tables, view: View) -> list[Any]:
    """Three sentences, then the tiles."""
    return [*told(tables, view), *tiles(tables, view)]


PAGE = Page(
    path="/",
    name=message("Overview"),
    title=message("China–Russia trade at a glance"),
    intro=message("The newest published figures, each with the document it was read in."),
    order=1,
    charts=("trade-by-year", "year-to-date", "settlement-statements"),
    besides=besides,
    besides_first=True,
)
