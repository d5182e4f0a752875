"""What is traded, by year, at four levels: HS heading, chapter, section, plain-language sector.

Total-preserving: at each level the parts of a year and flow, `not_stated` included, add up to the
flow's total in `bilateral_annual`; HS 99 is shown as what is not specified by kind. A figure counts
only where no other figure of the year and flow contains it (`etl.product_places`), and only at the
levels where it lies whole within one part, so nothing is counted twice. A part of which only pieces
are stated is `whole` = false: there is at least so much of it, the rest is in `not_stated`.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.harmonized_system import EDITIONS
from etl.marts import Mart, Tables
from etl.marts._deriving import documents
from etl.marts.sector_figures import nested

NOT_STATED = "not_stated"
COMPLETE = 0.999
"""Where the parts stated make this much of the total, what is not stated of them is nothing."""
_KEYS = ["year", "flow"]
_LEVEL = [*_KEYS, "level"]
_FIGURE = [*_LEVEL, "code"]


def build(tables: Tables) -> ir.Table:
    """China's report: year, flow, level, code, value_usd, share of the flow in percent, whole."""
    totals = tables["bilateral_annual"]
    totals = totals.filter(totals.reporter == "CHN")
    parts = _parts(tables["sector_figures"].semi_join(totals, _KEYS))
    whole = totals.select(*_KEYS, total_usd=totals.value_usd)
    joined = ibis.union(parts, _remainder(totals, parts)).join(whole, _KEYS)
    in_all = ibis.window(group_by=_LEVEL)
    rest = ibis.ifelse(joined.code == NOT_STATED, joined.value_usd, 0.0).sum().over(in_all)
    return joined.select(
        *_FIGURE,
        "value_usd",
        share=joined.value_usd / joined.total_usd * 100,
        whole=joined.whole | (rest <= joined.total_usd * (1 - COMPLETE)),
        edition=_edition(joined.year),
        status=joined.status,
        source=joined.source,
        vintage=joined.vintage,
    )


def _edition(year: ir.Value) -> ir.Value:
    """The edition of the nomenclature in force in a year."""
    newest_first = sorted(EDITIONS.items(), key=lambda each: -each[1])
    return ibis.cases(*[(year >= first, name) for name, first in newest_first], else_="H0")


def _parts(usable: ir.Table) -> ir.Table:
    """Each part as the sum of the figures that no other one contains."""
    rows = usable.anti_join(nested(usable, _LEVEL), _FIGURE)
    summed = rows.group_by([*_LEVEL, "part", "needed"]).agg(
        value_usd=rows.value.sum().round(2),
        covered=rows.covered.sum(),
        status=ibis.ifelse(rows.count() == 1, rows.status.min(), "derived"),
        source=documents(rows.source.group_concat(" ").split(" ")),
        vintage=rows.vintage.max(),
    )
    return summed.select(
        *_LEVEL,
        code=summed.part,
        value_usd=summed.value_usd,
        whole=summed.covered == summed.needed,
        status=summed.status,
        source=summed.source,
        vintage=summed.vintage,
    )


def _remainder(totals: ir.Table, parts: ir.Table) -> ir.Table:
    """Total minus the parts of each level; a year without any part has no row."""
    known = parts.group_by(_LEVEL).agg(known_usd=parts.value_usd.sum())
    joined = totals.join(known, _KEYS)
    return joined.select(
        *_LEVEL,
        code=ibis.literal(NOT_STATED),
        value_usd=(joined.value_usd - joined.known_usd).round(2),
        whole=ibis.literal(True),
        status=ibis.literal("derived"),
        source=joined.source,
        vintage=joined.vintage,
    )


MART = Mart(
    name="sector_levels",
    meaning="China's trade with Russia by HS heading, chapter, section and sector, and the rest",
    needs=("sector_figures", "bilateral_annual"),
    order=("level", "flow", "year", "code"),
    build=build,
)
