"""Values of goods by year with the heading, chapter, section and sector that each lies in.

A step on the way to `sector_levels`, which asks for it many times over: it is made once.
"""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import ir

from etl.marts import Mart, Tables
from etl.product_places import CANONICAL, CHAPTERS_OF, COVERS, containers, places

LEVELS = ("heading", "chapter", "section", "sector")
_KEYS = ["year", "flow"]


def build(tables: Tables) -> ir.Table:
    """The figures once a level, with the `part` that each lies in; where in none, it is left out.

    `covered` is how much of the part a figure is, against `needed` for the whole of it.
    """
    rows = stated(tables["series_annual"])
    levels = rows.cross_join(ibis.memtable(pd.DataFrame({"level": LEVELS})))
    level = levels.level
    part = level.cases(*[(name, levels[name]) for name in LEVELS], else_="")
    narrow = level.isin(["heading", "chapter"])
    whole = ibis.ifelse(levels.code == part, 1, 0)
    parts = levels.select(
        *(*_KEYS, "code", "place", "value", "status", "source", "vintage", "level"),
        part=part,
        covered=ibis.ifelse(narrow, whole, levels.chapters).cast("int64"),
        needed=ibis.ifelse(narrow, 1, part.cases(*CHAPTERS_OF.items(), else_=1)).cast("int64"),
    )
    return parts.filter(parts.part != "")


def stated(series: ir.Table) -> ir.Table:
    """Values of HS codes, sections, groups and named products; one a code, the finest printed."""
    values = series.filter(
        series.statistic == "GACC",
        series.reporter == "CHN",
        series.partner == "RUS",
        series.measure == "value",
        series.unit == "USD",
        series["product"].startswith("HS") | series["product"].isin(list(COVERS)),
    )
    coded = values.mutate(
        year=values.start.year(),
        code=values["product"].cases(*CANONICAL.items(), else_=values["product"]),
    )
    order = ibis.window(
        group_by=[*_KEYS, "code"], order_by=[coded.step, coded["product"], coded.source]
    )
    ranked = coded.mutate(rank=ibis.row_number().over(order))
    chosen = ranked.filter(ranked["rank"] == 0)
    hs = chosen.code.startswith("HS")
    chapter = ibis.ifelse(hs, chosen.code.substr(0, 4), chosen.code)
    placed = chosen.mutate(place=chapter).join(ibis.memtable(places()), "place")
    is_heading = placed.code.startswith("HS") & (placed.code.length() >= 6)
    fine = placed.code != placed.place
    return placed.select(
        *(*_KEYS, "code", "product", "value", "status", "source", "vintage", "place"),
        *("chapter", "section", "sector"),
        heading=ibis.ifelse(is_heading, placed.code.substr(0, 6), placed.heading),
        chapters=ibis.ifelse(fine, 0, placed.chapters),
    )


def nested(figures: ir.Table, keys: list[str]) -> ir.Table:
    """The figures that another figure of the same `keys` contains, with that one's code as `outer`.

    A figure stands there once for each that contains it. `figures` needs the keys and `code`.
    """
    figure = [*keys, "code"]
    hs = figures.filter(figures.code.startswith("HS"))
    prefixes = ibis.union(
        *(
            hs.filter(hs.code.length() > length).select(*figure, inner=hs.code.substr(0, length))
            for length in (len("HS27"), len("HS2709"), len("HS270900"))
        )
    )
    inside = ibis.union(figures.select(*figure, inner=figures.code), prefixes)
    outer = ibis.union(
        prefixes.rename(outer="inner"),
        inside.join(ibis.memtable(containers()), "inner").select(*figure, "outer"),
    )
    return outer.semi_join(figures.select(*keys, outer=figures.code), [*keys, "outer"])


MART = Mart(
    name="sector_figures",
    meaning="Values of goods by year with the heading, chapter, section and sector of each",
    needs=("series_annual",),
    build=build,
    published=False,
)
