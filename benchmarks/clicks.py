"""Clicks: requests of the page callback as the browser sends them."""

from __future__ import annotations

import random
from typing import Any

from dashboard import pages
from dashboard.view import PARAMETERS, View

OUTPUTS = (
    *(("frame", "children"), ("alerts", "children"), ("besides", "children")),
    *(("due", "data"), ("header", "children"), ("nav", "children")),
    *(("provider", "forceColorScheme"), ("shown", "data")),
)


def click(path: str, search: str, shown: str = "") -> dict[str, Any]:
    """The body of a request that goes from the page as `shown` to the same with `search`."""
    return {
        "output": "..{}..".format("...".join(f"{each}.{name}" for each, name in OUTPUTS)),
        "outputs": [{"id": each, "property": name} for each, name in OUTPUTS],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
        ],
        "state": [{"id": "shown", "property": "data", "value": [path, shown]}],
        "changedPropIds": ["url.search"],
    }


def due(reply: dict[str, Any]) -> list[str]:
    """The addresses of the cards that a page fetches after the reply to a click."""
    cards = reply["response"]["due"]["data"].get("changed", [])
    return [each["address"] for each in cards if each.get("card", each) is None]


def searches(path: str, chance: random.Random) -> list[str]:
    """One address a control and choice of a page, in a shuffled order, months among them."""
    page = pages.find(path)
    found = []
    for name in page.controls(View()) if page else []:
        choices = [each for each in PARAMETERS[name].choices if each != PARAMETERS[name].default]
        if name in ("from", "to"):
            choices = [f"{chance.randint(2008, 2025)}-01"]
        found += [f"?{name}={choice}" for choice in choices]
    chance.shuffle(found)
    return found
