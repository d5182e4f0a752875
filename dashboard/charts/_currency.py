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
    new = converted.merge(published[["period", "months"]], "left", indicator=True)
    missing = new[new["_merge"] == "left_only"][measures.COLUMNS]
    both = pd.concat([published[measures.COLUMNS], missing]) if len(missing) else published
    return both[measures.COLUMNS].sort_values("period", ignore_index=True)
