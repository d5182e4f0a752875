"""Months of every series, from published months and year-to-date figures.

The rules (docs/methods.md): a published month is used as it is. A month is derived from
year-to-date figures, or from the total and the other flow, only where none was published, and is
marked `derived`; China's trade with Russia in dollars also from yuan. January and February stay one
row of two months unless one of them can be known. A derived month that the printed digits leave too
open is left out: a hole is better than noise.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._series import SERIES


def build(tables: Tables) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted.

    China's trade with Russia that no document prints in dollars is converted from yuan at the rate
    that China Customs itself used in that month: its trade with the world in dollars by the same in
    yuan. It is `derived`, and where the yuan are printed, it goes before what sums from January
    tell of the month.
    """
    intervals, converted = tables["intervals"], tables["months_from_yuan"]
    told = tables["months_told"].anti_join(converted, [*SERIES, "start", "months"])
    return ibis.union(intervals.filter(intervals.months == 1), told, converted)


MART = Mart(
    name="series_monthly",
    meaning="Months of every series, published or derived from year-to-date figures",
    needs=("intervals", "months_told", "months_from_yuan"),
    order=(*SERIES, "start", "months"),
    build=build,
)
