"""Who supplies China's energy: volumes and values by supplier and year, with rank and share."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import documents

_SAME = ["year", "product", "measure", "unit"]


def build(tables: Tables) -> ir.Table:
    """One row a supplier, year, product and measure, in China's report.

    `rank` is among the suppliers whose figure is stated, of which there are `suppliers`: one that
    is not stated may be larger. `share` in percent of China's imports from the world, missing where
    these are not stated in the same unit.
    """
    years = tables["energy_annual"]
    imports = years.filter(
        years.statistic == "GACC", years.reporter == "CHN", years.flow == "import"
    )
    world = imports.filter(imports.partner == "WLD").select(
        *_SAME, world=imports.value, world_source=imports.source
    )
    joined = imports.filter(imports.partner != "WLD").left_join(world, _SAME, rname="{name}_world")
    named = joined.source.split(" ").concat(joined.world_source.fill_null("").split(" "))
    stated = joined.mutate(
        share=joined.value / joined.world.nullif(0) * 100, source=documents(named).strip()
    )
    largest_first = ibis.window(group_by=_SAME, order_by=[stated.value.desc(), stated.partner])
    return stated.select(
        *(*_SAME, "partner", "value"),
        rank=ibis.row_number().over(largest_first) + 1,
        suppliers=stated.count().over(ibis.window(group_by=_SAME)),
        share=stated.share,
        status=stated.status,
        source=stated.source,
        vintage=stated.vintage,
    )


MART = Mart(
    name="energy_suppliers",
    meaning="Suppliers of China's energy imports by year: volume, value, rank and share",
    needs=("energy_annual",),
    order=(*_SAME, "rank"),
    build=build,
)
