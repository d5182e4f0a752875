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
from etl.marts._deriving import from_other_flows
from etl.marts._series import SERIES


def build(tables: Tables) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted."""
    own, sums = tables["own_months"], tables["sums_from_january"]
    month = [*SERIES, "start"]
    told = ibis.union(
        from_other_flows(own, "export", "total", "import"),
        from_other_flows(own, "import", "total", "export"),
    )
    months = ibis.union(own, told.anti_join(own, month))
    return ibis.union(months, sums.filter(sums.months == 2).anti_join(months, month))


MART = Mart(
    name="series_monthly",
    meaning="Months of every series, published or derived from year-to-date figures",
    needs=("own_months", "sums_from_january"),
    order=(*SERIES, "start", "months"),
    build=build,
)
