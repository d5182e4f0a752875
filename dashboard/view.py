"""The view's state ⇄ the address: what a reader chose, in short readable parameters.

`?from=2020-01&freq=quarter` is a whole view. A parameter at its default is left out of the
address; one that cannot be read falls back to its default and is named in a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qs, urlencode

MONTH_PATTERN = r"(19|20)\d{2}-(0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Parameter:
    """One thing a reader can choose: its label and its choices, or a pattern for free text."""

    label: str
    choices: Mapping[str, str]
    default: str = ""
    pattern: str = ""
    hint: str = ""

    def accepts(self, value: str) -> bool:
        """Whether an address may hold this value."""
        return value in self.choices or bool(self.pattern and re.fullmatch(self.pattern, value))

    @property
    def expected(self) -> str:
        """What an address may hold, in words."""
        return self.hint or ", ".join(choice for choice in self.choices if choice)


PARAMETERS: dict[str, Parameter] = {
    "from": Parameter(
        "From", {"": "The start"}, pattern=MONTH_PATTERN, hint="a month such as 2021-01"
    ),
    "to": Parameter("To", {"": "The end"}, pattern=MONTH_PATTERN, hint="a month such as 2025-12"),
    "freq": Parameter(
        "Frequency",
        {
            "month": "Monthly",
            "quarter": "Quarterly",
            "year": "Yearly",
            "12m": "Last 12 months",
        },
        "month",
    ),
    "show": Parameter("Show", {"level": "Level", "growth": "Growth on the year"}, "level"),
    "flow": Parameter(
        "Direction",
        {"import": "Russia → China", "export": "China → Russia"},
        "import",
    ),
    "fuel": Parameter(
        "Fuel",
        {
            "crude_oil": "Crude oil",
            "coal": "Coal",
            "lng": "LNG",
            "pipeline_gas": "Pipeline gas",
            "fuel_oil": "Fuel oil",
            "electricity": "Electricity",
        },
        "crude_oil",
    ),
    "events": Parameter("Events", {"off": "Hide", "on": "Show"}, "off"),
    "theme": Parameter("Theme", {"light": "Light", "dark": "Dark"}, "light"),
}


@dataclass(frozen=True)
class View:
    """A reader's choices; each field is a parameter of the address ('start' is 'from')."""

    start: str = ""
    end: str = ""
    freq: str = "month"
    show: str = "level"
    flow: str = "import"
    fuel: str = "crude_oil"
    events: str = "off"
    theme: str = "light"


_FIELDS = {"from": "start", "to": "end"} | {
    field.name: field.name for field in fields(View) if field.name in PARAMETERS
}


def parse(query: str) -> tuple[View, list[str]]:
    """The view that an address's query names, and a note for each parameter it could not read."""
    chosen: dict[str, str] = {}
    notes = []
    for name, values in parse_qs(query.removeprefix("?")).items():
        value = values[-1]
        parameter = PARAMETERS.get(name)
        if parameter is None:
            notes.append(f"The address holds '{name}', which this page does not know.")
        elif parameter.accepts(value):
            chosen[_FIELDS[name]] = value
        else:
            notes.append(
                f"'{value[:40]}' is not a value of '{name}' (expected: {parameter.expected}), "
                "so its default is shown."
            )
    view = View(**chosen)
    if view.start and view.end and view.start > view.end:
        notes.append(f"'from' ({view.start}) lies after 'to' ({view.end}), so both are ignored.")
        chosen = {name: value for name, value in chosen.items() if name not in ("start", "end")}
        view = View(**chosen)
    return view, notes


def value_of(view: View, name: str) -> str:
    """What the view holds for a parameter of the address."""
    value: str = getattr(view, _FIELDS[name])
    return value


def query(view: View) -> str:
    """The address's query for a view ('' for the default view, else with its '?')."""
    chosen = {
        name: value_of(view, name)
        for name, parameter in PARAMETERS.items()
        if value_of(view, name) != parameter.default
    }
    return f"?{urlencode(chosen)}" if chosen else ""
