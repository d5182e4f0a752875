"""What each source has given: how many figures in how many documents, and up to when."""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts import Mart, Tables


def build(tables: Tables) -> ir.Table:
    """One row a source (`feed`): figures in force, documents, last month covered, newest day.

    `last` is the last month that a figure covers, `newest` the day of the newest document.
    """
    readings = tables["readings"]
    held = readings.filter(~readings.superseded)
    months = ibis.greatest(held.months, 1)
    end = held.start.year() * 12 + held.start.month() + months - 2
    dated = held.mutate(end=end)
    counted = dated.group_by("feed").agg(
        figures=dated.count(),
        documents=dated.source.nunique(),
        end=dated.end.max(),
        newest=dated.vintage.max().date(),
    )
    year, month = counted.end // 12, counted.end % 12 + 1
    last = ibis.date(year.cast("int32"), month.cast("int32"), 1)
    return counted.mutate(last=last).drop("end")


MART = Mart(
    name="source_coverage",
    meaning="What each source has given: figures, documents, last month and newest day",
    needs=("readings",),
    order=("feed",),
    build=build,
)
