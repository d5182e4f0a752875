"""The view's state ⇄ the address: what a reader chose, in short readable parameters.

`?from=2020-01&freq=quarter` is a whole view. A parameter at its default is left out of the
address; one that cannot be read falls back to its default and is named in a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from dashboard.words import LANGUAGES, message, words
from etl.errors import ParameterError
from etl.periods import SPAN_PATTERNS

MONTH_PATTERN = SPAN_PATTERNS["month"]
PRODUCT_PATTERN = r"[A-Za-z][A-Za-z0-9_]{1,30}"
CHART_PATTERN = r"[a-z][a-z-]{1,40}"
DAY_PATTERN = rf"{MONTH_PATTERN}-(0[1-9]|[12]\d|3[01])"


def _exists(day_or_month: str) -> bool:
    """Whether the calendar has the day, or the month's first."""
    try:
        dt.date.fromisoformat(day_or_month if len(day_or_month) > 7 else f"{day_or_month}-01")
    except ValueError:
        return False
    return True


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
        fits = bool(self.pattern and re.fullmatch(self.pattern, value))
        dated = self.pattern in (MONTH_PATTERN, DAY_PATTERN)
        return value in self.choices or (fits and (_exists(value) or not dated))

    def expected(self, language: str) -> str:
        """What an address may hold, in words."""
        return words(language)(self.hint) or ", ".join(choice for choice in self.choices if choice)


def _month(label: str, unset: str) -> Parameter:
    return Parameter(
        label, {"": unset}, pattern=MONTH_PATTERN, hint=message("a month such as 2021-01")
    )


def _chart(label: str) -> Parameter:
    hint = message("a chart of the list")
    return Parameter(label, {}, "trade-volume", pattern=CHART_PATTERN, hint=hint)


PARAMETERS: dict[str, Parameter] = {
    "from": _month(message("From"), message("The start")),
    "to": _month(message("To"), message("The end")),
    "freq": Parameter(
        message("Frequency"),
        {
            "month": message("Monthly"),
            "quarter": message("Quarterly"),
            "year": message("Yearly"),
            "12m": message("Last 12 months"),
        },
        "month",
    ),
    "show": Parameter(
        message("Show"),
        {
            "level": message("Level"),
            "growth": message("Growth on the year"),
            "index": message("Index"),
            "sa": message("Seasonally adjusted"),
        },
        "level",
    ),
    "product": Parameter(
        message("Product"),
        {"": message("All goods")},
        pattern=PRODUCT_PATTERN,
        hint=message("a product of the list or an HS code such as HS2709"),
    ),
    "left": _chart(message("On the left")),
    "right": _chart(message("On the right")),
    "from2": _month(message("Right, from"), message("The start")),
    "to2": _month(message("Right, to"), message("The end")),
    "cur": Parameter(
        message("Currency"),
        {"usd": message("US dollar"), "cny": message("Yuan"), "rub": message("Rouble")},
        "usd",
    ),
    "prices": Parameter(
        message("Prices"), {"nominal": message("Nominal"), "real": message("Real")}, "nominal"
    ),
    "reporter": Parameter(
        message("Whose report"), {"CHN": message("China"), "RUS": message("Russia")}, "CHN"
    ),
    "flow": Parameter(
        message("Direction"),
        {"import": message("Russia → China"), "export": message("China → Russia")},
        "import",
    ),
    "fuel": Parameter(
        message("Fuel"),
        {
            "crude_oil": message("Crude oil"),
            "coal": message("Coal"),
            "lng": message("LNG"),
            "pipeline_gas": message("Pipeline gas"),
            "fuel_oil": message("Fuel oil"),
            "electricity": message("Electricity"),
        },
        "crude_oil",
    ),
    "asof": Parameter(
        message("As known on"),
        {"": message("today")},
        pattern=DAY_PATTERN,
        hint=message("a day such as 2025-06-30"),
    ),
    "events": Parameter(message("Events"), {"off": message("Hide"), "on": message("Show")}, "off"),
    "lang": Parameter(message("Language"), LANGUAGES, "en"),
    "theme": Parameter(
        message("Theme"), {"light": message("Light"), "dark": message("Dark")}, "light"
    ),
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
    product: str = ""
    left: str = "trade-volume"
    right: str = "trade-volume"
    start2: str = ""
    end2: str = ""
    cur: str = "usd"
    prices: str = "nominal"
    reporter: str = "CHN"
    asof: str = ""
    events: str = "off"
    lang: str = "en"
    theme: str = "light"


_FIELDS = {"from": "start", "to": "end", "from2": "start2", "to2": "end2"} | {
    field.name: field.name for field in fields(View) if field.name in PARAMETERS
}
PERIODS = (("from", "to"), ("from2", "to2"))
"""Parameters that are the two ends of a period."""


def given_in(query: str) -> dict[str, str]:
    """Each parameter of an address's query; of one that is there twice, the last that says a thing.

    assets/sync.js reads the address in the same way.
    """
    return {name: values[-1] for name, values in parse_qs(query.removeprefix("?")).items()}


def parse(query: str) -> tuple[View, list[str]]:
    """The view that an address's query names, and a note for each parameter it could not read."""
    given = given_in(query)
    chosen = {
        _FIELDS[name]: value
        for name, value in given.items()
        if name in PARAMETERS and PARAMETERS[name].accepts(value)
    }
    view = View(**chosen)
    notes = _unread(given, view.lang)
    for first, last in PERIODS:
        start, end = value_of(view, first), value_of(view, last)
        if start and end and start > end:
            notes.append(_backwards(first, last, view))
            view = replace(view, **{_FIELDS[first]: "", _FIELDS[last]: ""})
    return view, notes


def exact(given: Mapping[str, str]) -> View:
    """The view that parameters name; raises ParameterError where one cannot be read.

    For those who would not see a note: programs, files, images.
    """
    view, notes = parse(urlencode(given))
    if notes:
        raise ParameterError(" ".join(notes))
    return view


def _unread(given: Mapping[str, str], language: str) -> list[str]:
    """A note for each parameter that is unknown or holds what it may not."""
    say = words(language)
    notes = []
    for name, value in given.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            known = say(
                "The address holds '{name}', which this page does not know.", name=name[:40]
            )
            notes.append(known)
        elif not parameter.accepts(value):
            notes.append(
                say(
                    "'{value}' is not a value of '{name}' (expected: {expected}), "
                    "so its default is shown.",
                    value=value[:40],
                    name=name,
                    expected=parameter.expected(language),
                )
            )
    return notes


def _backwards(first: str, last: str, view: View) -> str:
    return words(view.lang)(
        "'{first}' ({start}) lies after '{last}' ({end}), so both are ignored.",
        first=first,
        last=last,
        start=value_of(view, first),
        end=value_of(view, last),
    )


def right_side(view: View) -> View:
    """The view of the right one of two charts: its own period where one is chosen.

    A period of which only one end is chosen is open at the other.
    """
    own = view.start2 or view.end2
    return replace(view, start=view.start2, end=view.end2) if own else view


def value_of(view: View, name: str) -> str:
    """What the view holds for a parameter of the address."""
    value: str = getattr(view, _FIELDS[name])
    return value


def narrowed(view: View, names: set[str]) -> View:
    """The view with all but the named parameters at their defaults."""
    return View(**{_FIELDS[name]: value_of(view, name) for name in names})


def from_the_first(view: View) -> View:
    """The view from the first month of all on, where a chart would begin later by itself."""
    return replace(view, start="1949-10")


def years_within(view: View) -> tuple[int, int]:
    """The first and the last year that lie whole in the view's months."""
    first = int(view.start[:4]) + (view.start[5:] > "01") if view.start else dt.MINYEAR
    last = int(view.end[:4]) - (view.end[5:] < "12") if view.end else dt.MAXYEAR
    return first, last


def of_all_time(view: View) -> View:
    """The view without its months."""
    return replace(view, start="", end="", start2="", end2="")


def one_choice_from(view: View, names: Iterable[str]) -> list[View]:
    """The view, and each that differs from it in one of the named parameters that have choices."""
    changed = [
        replace(view, **{_FIELDS[name]: choice})
        for name in names
        for choice in PARAMETERS[name].choices
    ]
    return list(dict.fromkeys([view, *changed]))


def query(view: View) -> str:
    """The address's query for a view ('' for the default view, else with its '?')."""
    chosen = {
        name: value_of(view, name)
        for name, parameter in PARAMETERS.items()
        if value_of(view, name) != parameter.default
    }
    return f"?{urlencode(chosen)}" if chosen else ""
