"""Months of every series, from published months and year-to-date figures.

The rules (docs/methods.md): a published month is used as it is. A month is derived from
year-to-date figures, or from the total and the other flow, only where none was published, and is
marked `derived`. January and February
stay one row of two months unless one of them can be known. A derived month that the printed digits
leave too open is left out: a hole is better than noise.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import SERIES


def build(tables: Tables) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted."""
    intervals = tables["intervals"]
    return ibis.union(intervals.filter(intervals.months == 1), tables["months_told"])


MART = Mart(
    name="series_monthly",
    meaning="Months of every series, published or derived from year-to-date figures",
    needs=("intervals", "months_told"),
    order=(*SERIES, "start", "months"),
    build=build,
)
