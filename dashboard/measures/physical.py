"""Tonnes, barrels, cubic metres, and money for them."""

from __future__ import annotations

import pandas as pd

from dashboard.measures.structure import refuse_negative

BARRELS_PER_TONNE = 7.33
"""Usual factor for crude of Russian quality; ESPO blend is a little lighter, Urals heavier.

News agencies convert China Customs' tonnes at AGENCY_BARRELS_PER_TONNE.
"""
AGENCY_BARRELS_PER_TONNE = 7.3
"""What the barrels that agencies print follow from (38 months from 2015 on, see the tests)."""

LNG_CUBIC_METRES_PER_TONNE = 1360.0
"""Gas from a tonne of LNG: 1.36 bcm a million tonnes, the round figure that trackers of LNG use.

Enerdynamics, Understanding Liquefied Natural Gas (LNG) Units, takes 48.7 billion cubic feet or
1.379 bcm and says why no factor fits all: heating values differ by origin and destination.
"""


def barrels_per_day(
    tonnes: pd.Series, period: pd.Series, months: pd.Series, factor: float = BARRELS_PER_TONNE
) -> pd.Series:
    """Tonnes of crude as barrels a day; a row covers `months` months from the day `period` on.

    tonnes × factor / days, of the real days: a February has 28 or 29. Missing stays missing. Raises
    UndefinedMeasureError for negative tonnes.
    """
    refuse_negative(tonnes)
    starts = pd.PeriodIndex(period, freq="M")
    ends = (starts + months.to_numpy(dtype="int64")).start_time
    days = pd.Series((ends - starts.start_time).days, index=tonnes.index)
    return tonnes * factor / days


def tonnes_to_bcm(tonnes: pd.Series, factor: float = LNG_CUBIC_METRES_PER_TONNE) -> pd.Series:
    """Tonnes of LNG as billion cubic metres of gas: tonnes × factor / 1e9.

    `factor` in cubic metres a tonne; published ones run from 1,360 to 1,380. Missing stays missing.
    Raises UndefinedMeasureError for negative tonnes.
    """
    refuse_negative(tonnes)
    return tonnes * factor / 1e9


def unit_price(value: pd.Series, quantity: pd.Series) -> pd.Series:
    """Implied price: value / quantity, in the unit of the one a unit of the other.

    An average over all contracts and qualities of the period; of imports it is CIF, so it lies
    above an FOB benchmark by freight and insurance. Missing where either is missing or the quantity
    is zero. Raises UndefinedMeasureError for a negative value.
    """
    refuse_negative(value, quantity)
    return value / quantity.where(quantity != 0)
