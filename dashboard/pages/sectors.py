"""What is traded."""

from __future__ import annotations

from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/sectors",
    name=message("Sectors"),
    title=message("Sectors"),
    intro=message("Products whose value a public report states, and the rest as not stated."),
    order=3,
    charts=(
        *("sector-mix", "product-parts", "product-dependence", "product-history"),
        *("product-tree", "mix-slope", "product-flows", "dependence"),
    ),
)
