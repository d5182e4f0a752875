"""The same flow as both sides tell it."""

from __future__ import annotations

from dashboard.pages import Page

PAGE = Page(
    path="/mirror",
    name="Mirror",
    title="Mirror statistics",
    intro="The same flow as told by China and by Russia, and why the two differ.",
    order=6,
    charts=("mirror-trade",),
)
