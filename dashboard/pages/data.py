"""What the store holds: coverage, tables to download, documents, disagreements."""

from __future__ import annotations

from dashboard import freshness
from dashboard.catalogue import catalogue
from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/data",
    name=message("Data"),
    title=message("Data and sources"),
    intro=message(
        "Every figure points to the public document it was read in. Take the tables with you."
    ),
    order=8,
    charts=("coverage",),
    besides=catalogue,
    state=freshness.state,
)
