"""How much is traded, and when."""

from __future__ import annotations

from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/volumes",
    name=message("Volumes"),
    title=message("Volumes"),
    intro=message("Goods that China and Russia sell each other, as China Customs reports them."),
    order=2,
    charts=(
        "trade-volume",
        "trade-balance",
        "year-to-date",
        "trade-heatmap",
        "growth-contributions",
        "growth-waterfall",
    ),
)
