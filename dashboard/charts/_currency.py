"""Money in the currency that the reader chose: as published where it was, else converted.

How a figure is converted: `measures.converted`. Rates: `fx_monthly`, roubles per dollar and yuan
per dollar as published by the bodies named there.
"""

from __future__ import annotations

import pandas as pd

from dashboard import measures
from dashboard.charts import Tables
from dashboard.words import message

CONVERSION_NOTE = message(
    "Yuan and rouble values that were not published so are converted from US dollars at the mean "
    "of the months’ average rates; a period without a rate is a gap."
)
_PAIRS = {"cny": "USD_CNY", "rub": "USD_RUB"}


def in_currency(
    dollars: pd.DataFrame, currency: str, tables: Tables, published: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A series in US dollars as one in `currency` ('usd', 'cny', 'rub').

    `published` holds rows that the publisher gave in that currency: they come first. Converted
    rows have the status `converted` and name the document of the rate.
    """
    if currency == "usd" or dollars.empty:
        return dollars
    rates = tables["fx_monthly"]
    known = rates[(rates["pair"] == _PAIRS[currency]) & (rates["months"] == 1)]
    converted = measures.converted(dollars, known)
    if published is None or published.empty:
        return converted
    told = {month for months in _months_of(published) for month in months}
    missing = converted[[told.isdisjoint(months) for months in _months_of(converted)]]
    both = pd.concat([published, missing]) if len(missing) else published
    return both[measures.COLUMNS].sort_values("period", ignore_index=True)


def _months_of(rows: pd.DataFrame) -> list[pd.PeriodIndex]:
    """The months that each row tells of: January and February may stand in one row."""
    return [
        pd.period_range(row.period, periods=max(row.months, 1), freq="M")
        for row in rows.itertuples()
    ]
