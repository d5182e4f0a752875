"""What is traded."""

from __future__ import annotations

from dashboard.pages import Page

PAGE = Page(
    path="/sectors",
    name="Sectors",
    title="Sectors",
    intro="Products whose value a public report states, and the rest as not stated.",
    order=3,
    charts=("sector-mix", "product-ranking", "dependence"),
)
