"""Units as publishers print them, and the base unit and factor each is kept in.

Only changes of scale live here (million dollars → dollars). Conversions that need a physical
factor (tonnes to barrels) or a rate (yuan to dollars) are measures, not units.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A printed unit: multiply by `factor` to get the `base` unit."""

    base: str
    factor: float


_CURRENCY_SCALES = {
    "": 1.0,
    " thousand": 1e3,
    " million": 1e6,
    " 100 million": 1e8,
    " billion": 1e9,
    " trillion": 1e12,
}

UNITS: dict[str, Unit] = {
    f"{currency}{scale}": Unit(currency, factor)
    for currency in ("USD", "CNY", "RUB")
    for scale, factor in _CURRENCY_SCALES.items()
} | {
    "CNY 10 thousand": Unit("CNY", 1e4),
    "USD 10 thousand": Unit("USD", 1e4),
    "kg": Unit("t", 1e-3),
    "t": Unit("t", 1.0),
    "kt": Unit("t", 1e3),
    "10 kt": Unit("t", 1e4),
    "Mt": Unit("t", 1e6),
    "mcm": Unit("m3", 1e6),
    "100 mcm": Unit("m3", 1e8),
    "bcm": Unit("m3", 1e9),
    "cubic metres": Unit("m3", 1.0),
    "million cubic metres": Unit("m3", 1e6),
    "kbd": Unit("bbl/d", 1e3),
    "mbd": Unit("bbl/d", 1e6),
    "bbl": Unit("bbl", 1.0),
    "million bbl": Unit("bbl", 1e6),
    "kWh million": Unit("kWh", 1e6),
    "kWh 100 million": Unit("kWh", 1e8),
    "kWh billion": Unit("kWh", 1e9),
    "GWh": Unit("kWh", 1e6),
    "TWh": Unit("kWh", 1e9),
    "unit": Unit("unit", 1.0),
    "thousand units": Unit("unit", 1e3),
    "10 thousand units": Unit("unit", 1e4),
    "million units": Unit("unit", 1e6),
    "%": Unit("%", 1.0),
    "rank": Unit("rank", 1.0),
    "1982-84=100": Unit("1982-84=100", 1.0),
    "USD/bbl": Unit("USD/bbl", 1.0),
    "USD/t": Unit("USD/t", 1.0),
    "USD/MMBtu": Unit("USD/MMBtu", 1.0),
    "CNY/USD": Unit("CNY/USD", 1.0),
    "RUB/CNY": Unit("RUB/CNY", 1.0),
    "RUB/10 CNY": Unit("RUB/CNY", 0.1),
    "RUB/USD": Unit("RUB/USD", 1.0),
}
"""Every unit that a bundled row may use."""
