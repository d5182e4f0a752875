"""Which currencies the trade is settled in."""

from __future__ import annotations

from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/settlement",
    name=message("Settlement"),
    title=message("Settlement currencies"),
    intro=message(
        "How much is paid in roubles and yuan has several meanings; each is drawn by itself."
    ),
    order=5,
    charts=("settlement-statements", "settlement-structure", "yuan-shares", "exchange-rates"),
)
