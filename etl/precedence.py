"""Which source a chart prefers for which years: one table, used by the marts and shown to people.

It decides between readings of one and the same series (one statistic, reporter, partner, flow,
product, measure, unit) that differ neither in status nor in hedging; then the finer printed figure
decides, and the other rules of `etl.marts._series`. Sources that a row does not name come last.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

LAST_OF_COMTRADE = 2024
"""The last year whose months China had filed with the United Nations when this was written."""


@dataclass(frozen=True)
class Precedence:
    """For a table of figures and years (both ends included), its sources, best first, and why."""

    subject: str
    first: int
    last: int
    feeds: tuple[str, ...]
    why: str


EVER, NOW = 1900, 9999
TABLE = (
    Precedence(
        *("trade_monthly", EVER, 2017, ("un_comtrade", "bundled")),
        "China Customs' own pages begin in 2018; Comtrade repeats its figures to the dollar",
    ),
    Precedence(
        *("trade_monthly", 2018, NOW, ("china_customs", "inbox", "un_comtrade", "bundled")),
        "the publisher itself, revised in place, weeks before anyone repeats it",
    ),
    Precedence(
        *("trade_annual", EVER, NOW, ("un_comtrade", "bundled", "imf_imts")),
        "final yearly figures, then what reports printed of them",
    ),
    Precedence(
        *("denominators", 2018, NOW, ("china_customs", "un_comtrade", "world_bank", "bundled")),
        "a share takes both of its parts from one publisher",
    ),
    Precedence(
        *("sectors", EVER, LAST_OF_COMTRADE, ("un_comtrade", "china_customs", "bundled")),
        "all chapters of a month from one filing",
    ),
    Precedence(
        *("sectors", LAST_OF_COMTRADE + 1, NOW, ("china_customs", "inbox", "un_comtrade")),
        "Comtrade has no months of these years yet",
    ),
    Precedence(
        *("energy", EVER, LAST_OF_COMTRADE, ("un_comtrade", "inbox", "bundled")),
        "weights as filed, by month",
    ),
    Precedence(
        *("energy", LAST_OF_COMTRADE + 1, NOW, ("inbox", "un_comtrade", "bundled")),
        "only the customs query, asked by a person, has tonnes of these years",
    ),
    Precedence(
        *("exchange_rates", EVER, NOW, ("bank_of_russia", "bundled")),
        "averages of all official rates of the month",
    ),
)


def ranks(readings: pd.DataFrame) -> pd.Series:
    """The place of each reading's source in the row of the table for its subject and year, from 0.

    Reads the columns subject, start and feed. Subjects and years without a row have 0 throughout.
    """
    rank = pd.Series(0, index=readings.index, dtype="int64")
    year = readings["start"].dt.year
    for row in TABLE:
        there = (readings["subject"] == row.subject) & year.between(row.first, row.last)
        places = {feed: place for place, feed in enumerate(row.feeds)}
        rank[there] = readings["feed"][there].map(places).fillna(len(places)).astype("int64")
    return rank


def as_frame() -> pd.DataFrame:
    """The table for people: figures, years ('2018 to now'), sources best first, why."""
    rows = [
        (
            row.subject,
            f"{'the beginning' if row.first == EVER else row.first} to "
            f"{'now' if row.last == NOW else row.last}",
            ", ".join(row.feeds),
            row.why,
        )
        for row in TABLE
    ]
    return pd.DataFrame(rows, columns=["figures", "years", "sources, best first", "why"])
