"""What the store holds: coverage, tables to download, documents, disagreements."""

from __future__ import annotations

from dashboard.catalogue import catalogue
from dashboard.pages import Page

PAGE = Page(
    path="/data",
    name="Data",
    title="Data and sources",
    intro="Every figure points to the public document it was read in. Take the tables with you.",
    order=7,
    charts=("coverage",),
    besides=catalogue,
)
