"""Energy from Russia to China."""

from __future__ import annotations

from dashboard.pages import Page
from dashboard.words import message

PAGE = Page(
    path="/energy",
    name=message("Energy"),
    title=message("Energy"),
    intro=message("Crude, coal and gas from Russia to China, in physical units and at what price."),
    order=4,
    charts=(
        *("energy-volume", "energy-panels", "crude-price"),
        *("crude-suppliers", "crude-supplier-ranks"),
    ),
)
