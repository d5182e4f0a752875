"""One screen: the newest figures, the long view and the running year."""

from __future__ import annotations

from dashboard.headlines import tiles
from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/",
    name=message("Overview"),
    title=message("China–Russia trade at a glance"),
    intro=message("The newest published figures, each with the document it was read in."),
    order=1,
    charts=("trade-by-year", "year-to-date", "settlement-statements"),
    besides=tiles,
    besides_first=True,
)
