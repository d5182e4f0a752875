"""The same flow as both sides tell it."""

from __future__ import annotations

from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/mirror",
    name=message("Mirror"),
    title=message("Mirror statistics"),
    intro=message("The same flow as told by China and by Russia, and why the two differ."),
    order=6,
    charts=("mirror-trade",),
)
