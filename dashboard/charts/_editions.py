"""One product through the editions of the Harmonized System: where its goods stay the same.

A code is joined with what it was called before as long as the official correlation tables say that
the goods are the same. Where goods were shared out or joined, the series breaks, and a note says
from which codes or to which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from dashboard.words import Words, message
from etl.errors import CorrelationError
from etl.harmonized_system import EDITIONS, edition_in, edition_name
from etl.hs_correlation import Changes, agreeing_place, changes, correlate, known_as

Tables = Mapping[str, pd.DataFrame]
NAMED = 6
"""Of more codes than this, a note names the first ones."""
JOINED = message("{older} → {newer}: {code} is joined from {codes}.")
SHARED = message("{older} → {newer}: {code} was shared out among {codes}.")
AGREEING = message("{place} stands for the same goods in both.")
NO_TABLE = message(
    "Which goods {code} gained or lost between {older} and {newer} is not known here."
)


@dataclass(frozen=True)
class Run:
    """Successive editions in which a product stands for the same goods, and how they are named."""

    editions: tuple[str, ...]
    name: str


def followed(years: pd.DataFrame, product: str, tables: Tables) -> pd.DataFrame:
    """The rows of a product, under the code that each edition has for its goods.

    A code finer than a chapter has two columns more: `edition`, in force in the year, and `goods`,
    the editions in which the code stands for the same goods as in that one.
    """
    if not _is_finer(product):
        return years[years["product"] == product]
    known = changes(tables["hs_correlation"])
    editions = years["start"].dt.year.map(edition_in)
    names = {edition: known_as(product, edition, known) for edition in EDITIONS}
    rows = years[years["product"] == editions.map(names)]
    goods = {each: run.name for run in runs(product, known) for each in run.editions}
    used = editions[rows.index]
    return rows.assign(edition=used.map(edition_name), goods=used.map(goods))


def runs(product: str, known: Changes) -> list[Run]:
    """The editions, in order, parted where the goods of a product change or no table tells."""
    parted = [[next(iter(EDITIONS))]]
    for older, newer in pairwise(EDITIONS):
        if _is_joined(product, older, newer, known):
            parted[-1].append(newer)
        else:
            parted.append([newer])
    return [Run(tuple(each), _name(each)) for each in parted]


def moved(product: str, ended: Set[str], begun: Set[str], tables: Tables, say: Words) -> str:
    """What became of a product's goods between two of its runs, by their names; '' for others."""
    if not _is_finer(product):
        return ""
    known = changes(tables["hs_correlation"])
    named = runs(product, known)
    older = next((run.editions[-1] for run in named if run.name in ended), None)
    newer = next((run.editions[0] for run in named if run.name in begun), None)
    if older is None or newer is None:
        return ""
    return " ".join(_moves(product, older, newer, known, say))


def _moves(product: str, older: str, newer: str, known: Changes, say: Words) -> list[str]:
    said = {"older": edition_name(older), "newer": edition_name(newer), "code": _written(product)}
    told = []
    for text, way in ((JOINED, (newer, older)), (SHARED, (older, newer))):
        try:
            codes = correlate(product, *way, known).codes
        except CorrelationError:
            continue
        if codes != (product,):
            told.append(say(text, codes=_listed(codes, say), **said))
    if not told:
        return [say(NO_TABLE, **said)]
    place = agreeing_place(product, older, newer, known)
    return [*told, *([say(AGREEING, place=_written(place))] if place else [])]


def _is_finer(product: str) -> bool:
    return product.startswith("HS") and len(product) > len("HS27")


def _is_joined(product: str, older: str, newer: str, known: Changes) -> bool:
    before, after = (known_as(product, each, known) for each in (older, newer))
    try:
        found = correlate(after, newer, older, known)
    except CorrelationError:
        return False
    return found.kind == "1:1" and found.codes == (before,)


def _name(editions: Sequence[str]) -> str:
    first, last = edition_name(editions[0]), edition_name(editions[-1])
    return first if first == last else f"{first}–{last.removeprefix('HS ')}"


def _written(code: str) -> str:
    """As nomenclatures write it: 'HS 85', 'HS 8517', 'HS 8517.13'."""
    digits = code.removeprefix("HS")
    return f"HS {digits[:4]}.{digits[4:]}" if len(digits) > 4 else f"HS {digits}"


def _listed(codes: Sequence[str], say: Words) -> str:
    listed = say.listed(_written(code).removeprefix("HS ") for code in codes[:NAMED])
    more = len(codes) - NAMED
    return say("{codes} and {count} more", codes=listed, count=more) if more > 0 else listed
