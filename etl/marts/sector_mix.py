"""What is traded, by year: products whose value is known, and the rest as 'not stated'.

Total-preserving: the parts of a year and flow, `not_stated` included, add up to the flow's total
in `bilateral_annual`. First come the products of `etl.codes.MIX`, which do not overlap; then other
named products and codes of the nomenclature that neither contain one of these nor lie within one,
the widest of them.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.harmonized_system import PRODUCT_CODES
from etl.marts import Mart, Tables
from etl.marts.sector_figures import nested, stated
from etl.product_places import MIXED

NOT_STATED = "not_stated"
_KEYS = ["year", "flow"]
_FIGURE = [*_KEYS, "code"]
_COLUMNS = [*_KEYS, "product", "value_usd", "status", "source", "vintage"]


def build(tables: Tables) -> ir.Table:
    """China's report only: year, flow, product, value_usd, share of the flow in percent, source."""
    totals = tables["bilateral_annual"]
    totals = totals.filter(totals.reporter == "CHN")
    parts = _parts(stated(tables["series_annual"]).semi_join(totals, _KEYS))
    everything = ibis.union(parts, _remainder(totals, parts))
    whole = totals.select(*_KEYS, total_usd=totals.value_usd)
    joined = everything.join(whole, _KEYS)
    return joined.select(*_COLUMNS, share=joined.value_usd / joined.total_usd * 100)


def _parts(figures: ir.Table) -> ir.Table:
    """Values of the products that may be added up."""
    inner = nested(figures, _KEYS)
    chosen = _of_the_mix(figures)
    others = figures.filter(_is_product(figures.code)).anti_join(chosen, _FIGURE)
    around = inner.semi_join(chosen, _FIGURE).select(*_KEYS, code=inner.outer)
    within = inner.semi_join(chosen.rename(outer="code"), [*_KEYS, "outer"])
    apart = others.anti_join(around, _FIGURE).anti_join(within, _FIGURE)
    smaller = inner.semi_join(apart.rename(outer="code"), [*_KEYS, "outer"])
    rows = ibis.union(chosen, apart.anti_join(smaller, _FIGURE))
    # A code that is no product of the mix keeps its name: HS 4407 is more than softwood.
    named = MIXED["import"] | MIXED["export"]
    return rows.select(
        *_KEYS,
        product=rows.code.cases(*named.items(), else_=rows["product"]),
        value_usd=rows.value,
        status=rows.status,
        source=rows.source,
        vintage=rows.vintage,
    )


def _of_the_mix(figures: ir.Table) -> ir.Table:
    named = [
        (figures.flow == flow) & figures.code.isin(list(codes)) for flow, codes in MIXED.items()
    ]
    return figures.filter(ibis.or_(*named))


def _is_product(code: ir.StringValue) -> ir.BooleanValue:
    """Whether a code is of the nomenclature, to six digits, or a named product."""
    is_hs = code.startswith("HS") & (code.length() <= len("HS270900"))
    return is_hs | code.isin([*PRODUCT_CODES.values(), *MIXED["import"], *MIXED["export"]])


def _remainder(totals: ir.Table, parts: ir.Table) -> ir.Table:
    """Total minus the known parts; years without any part have no mix and no row."""
    known = parts.group_by(_KEYS).agg(known_usd=parts.value_usd.sum())
    joined = totals.join(known, _KEYS)
    return joined.select(
        *_KEYS,
        product=ibis.literal(NOT_STATED),
        value_usd=(joined.value_usd - joined.known_usd).round(2),
        status=ibis.literal("derived"),
        source=joined.source,
        vintage=joined.vintage,
    )


MART = Mart(
    name="sector_mix",
    meaning="Products of known value in China's trade with Russia by year, and the rest",
    needs=("series_annual", "bilateral_annual"),
    order=("flow", "year", "product"),
    build=build,
)
