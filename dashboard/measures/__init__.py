"""Measures on figures: pure functions, each with its definition, formula, unit and source.

What they are given is checked: a result is a number with a meaning, a hole where the figures have
one, or an UndefinedMeasureError that says why there is none.
"""

from dashboard.measures.change import (
    PERCENT,
    POINTS,
    contributions,
    growth,
    growth_on_previous,
    index,
    on_year,
    rolling_mean,
    seasonally_adjusted,
)
from dashboard.measures.money import converted, deflated
from dashboard.measures.physical import (
    AGENCY_BARRELS_PER_TONNE,
    BARRELS_PER_TONNE,
    LNG_CUBIC_METRES_PER_TONNE,
    barrels_per_day,
    tonnes_to_bcm,
    unit_price,
)
from dashboard.measures.revising import revision_statistics
from dashboard.measures.series import (
    COLUMNS,
    FREQUENCIES,
    FREQUENCY_MONTHS,
    aggregate,
    ending_within,
    joined_sources,
    within,
)
from dashboard.measures.sides import balance, cover_ratio, mirror_gap
from dashboard.measures.structure import (
    concentration,
    dependence,
    effective_number,
    mutual_dependence,
    shares,
    trade_intensity,
)

__all__ = [
    "AGENCY_BARRELS_PER_TONNE",
    "BARRELS_PER_TONNE",
    "COLUMNS",
    "FREQUENCIES",
    "FREQUENCY_MONTHS",
    "LNG_CUBIC_METRES_PER_TONNE",
    "PERCENT",
    "POINTS",
    "aggregate",
    "balance",
    "barrels_per_day",
    "concentration",
    "contributions",
    "converted",
    "cover_ratio",
    "deflated",
    "dependence",
    "effective_number",
    "ending_within",
    "growth",
    "growth_on_previous",
    "index",
    "joined_sources",
    "mirror_gap",
    "mutual_dependence",
    "on_year",
    "revision_statistics",
    "rolling_mean",
    "seasonally_adjusted",
    "shares",
    "tonnes_to_bcm",
    "trade_intensity",
    "unit_price",
    "within",
]
