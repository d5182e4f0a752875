"""One flow as both sides report it: China's customs and Russia's, by month and by year."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables
from etl.marts._deriving import documents

_SAME = ["flow", "period", "months"]


def build(tables: Tables) -> ir.Table:
    """One row a flow and interval that either side reports; `flow` is seen from China.

    `gap_usd` is China's report minus Russia's, `gap_percent` the same over the mean of both, as in
    `dashboard.measures.mirror_gap`; missing where one side does not report. China's imports are
    CIF, Russia's exports FOB: some percent upwards are freight and insurance. `months` is 12 for
    a year.
    """
    years = tables["bilateral_annual"]
    yearly = years.mutate(period=ibis.date(years.year, 1, 1), months=ibis.literal(12, "int64"))
    monthly = tables["bilateral_monthly"]
    columns = ["reporter", *_SAME, "value_usd", "source", "vintage"]
    told = ibis.union(yearly.select(columns), monthly.select(columns))
    china = told.filter(told.reporter == "CHN").drop("reporter")
    russia = told.filter(told.reporter == "RUS").drop("reporter")
    turned = russia.mutate(
        flow=russia.flow.cases(("export", "import"), ("import", "export"), else_="")
    )
    both = china.outer_join(turned, _SAME, rname="{name}_russia")
    gap = both.value_usd - both.value_usd_russia
    mean = (both.value_usd + both.value_usd_russia) / 2
    named = both.source.fill_null("") + " " + both.source_russia.fill_null("")
    return both.select(
        **{name: both[name].coalesce(both[f"{name}_russia"]) for name in _SAME},
        china_usd=both.value_usd,
        russia_usd=both.value_usd_russia,
        gap_usd=gap,
        gap_percent=gap / mean.nullif(0) * 100,
        source=documents(named.split(" ")).strip(),
        vintage=ibis.greatest(
            both.vintage.coalesce(both.vintage_russia), both.vintage_russia.coalesce(both.vintage)
        ),
    )


MART = Mart(
    name="mirror",
    meaning="China's and Russia's reports of each flow side by side, with the gap between them",
    needs=("bilateral_annual", "bilateral_monthly"),
    order=(*_SAME,),
    build=build,
)
