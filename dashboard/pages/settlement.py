"""Which currencies the trade is settled in."""

from __future__ import annotations

from dashboard.pages import Page

PAGE = Page(
    path="/settlement",
    name="Settlement",
    title="Settlement currencies",
    intro="How much is paid in roubles and yuan has several meanings; each is drawn by itself.",
    order=5,
    charts=("settlement-statements", "settlement-structure", "exchange-rates"),
)
