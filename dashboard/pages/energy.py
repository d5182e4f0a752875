"""Energy from Russia to China."""

from __future__ import annotations

from dashboard.pages import Page

PAGE = Page(
    path="/energy",
    name="Energy",
    title="Energy",
    intro="Crude, coal and gas from Russia to China, in physical units and at what price.",
    order=4,
    charts=("energy-volume", "crude-price", "crude-suppliers"),
)
