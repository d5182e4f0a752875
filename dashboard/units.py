"""The units that figures are told in, as each language counts: billions, or in Chinese 亿 and 万.

A chart divides its figures by a unit's size where it selects them, so that axis, hover, table and
file of one view stand in the unit that its subtitle names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard.words import Words, message


@dataclass(frozen=True)
class Unit:
    """A unit: its short and its full name (messages), how many base units it holds.

    A unit that is smaller than the usual one by a power of ten needs `fewer` decimals.
    """

    short: str
    name: str
    size: float
    fewer: int = 0

    def decimals(self, usual: int) -> int:
        """How many decimals are as fine as `usual` ones of the usual unit."""
        return max(0, usual - self.fewer)

    def number(self, value: float, say: Words, usual: int = 2, signed: bool = False) -> str:
        """A value in this unit as a number alone: '228.04'; never 0 where it is not."""
        decimals = self.decimals(usual)
        if 0 < abs(value) < 0.5 * 10**-decimals:
            decimals = -math.floor(math.log10(abs(value)))
        return say.number(value, decimals, signed)

    def said(self, value: float, say: Words, usual: int = 2, signed: bool = False) -> str:
        """A value in this unit: '228.04 bn USD'."""
        number = self.number(value, say, usual, signed)
        return f"{number} {say(self.short)}"

    def told(self, value: float, say: Words, usual: int = 1) -> str:
        """A value in base units, for a sentence: '228.0 billion US dollars'."""
        number = self.number(value / self.size, say, usual)
        return say("{number} {unit}", number=number, unit=say(self.name))


GROWTH = Unit(message("% on the year"), message("growth on the year, percent"), 1)
INDEX = Unit(message("index"), message("index"), 1)
_USUAL = {
    "usd": Unit(message("bn USD"), message("billion US dollars"), 1e9),
    "cny": Unit(message("bn CNY"), message("billion yuan"), 1e9),
    "rub": Unit(message("bn RUB"), message("billion roubles"), 1e9),
    "t": Unit(message("million tonnes"), message("million tonnes"), 1e6),
    "m3": Unit(message("billion cubic metres"), message("billion cubic metres"), 1e9),
    "kWh": Unit(message("billion kWh"), message("billion kWh"), 1e9),
    "bbl/d": Unit(message("million b/d"), message("million barrels a day"), 1e6),
}
_OWN = {
    "zh": {
        "usd": Unit(message("100m USD"), message("100 million US dollars"), 1e8, fewer=1),
        "cny": Unit(message("100m CNY"), message("100 million yuan"), 1e8, fewer=1),
        "rub": Unit(message("100m RUB"), message("100 million roubles"), 1e8, fewer=1),
        "t": Unit(message("10,000 tonnes"), message("10,000 tonnes"), 1e4, fewer=2),
        "m3": Unit(
            message("100 million cubic metres"), message("100 million cubic metres"), 1e8, fewer=1
        ),
        "kWh": Unit(message("100 million kWh"), message("100 million kWh"), 1e8, fewer=1),
        "bbl/d": Unit(message("10,000 b/d"), message("10,000 barrels a day"), 1e4, fewer=2),
    }
}
"""What a language counts by, where that is not the usual."""


def unit(name: str, language: str) -> Unit:
    """The unit for a currency ('usd', 'cny', 'rub') or a base unit ('t', 'm3', 'kWh', 'bbl/d')."""
    return _OWN.get(language, {}).get(name) or _USUAL[name]


def named(short: str, language: str) -> Unit:
    """The unit of a language, or of growth, that has this short name."""
    told = (unit(name, language) for name in _USUAL)
    return next(each for each in (*told, GROWTH) if each.short == short)
