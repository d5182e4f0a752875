"""What a code of one edition of the Harmonized System is in another, by the official tables.

Source: UN Statistics Division, correlation tables of successive editions, as taken down in
`data/bundled/hs_correlation.csv`: only subheadings that changed, each with the places that its
goods had in the edition before. A code that no table names keeps its goods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from etl.errors import CorrelationError
from etl.harmonized_system import CHAPTERS, EDITIONS, ancestors


@dataclass(frozen=True)
class Change:
    """The change to an edition: where the goods of each changed subheading stood before it."""

    formers: Mapping[str, frozenset[str]]
    followers: Mapping[str, frozenset[str]]
    """The reverse: for each former place, the subheadings that took goods from it."""


Changes = Mapping[str, Change]
"""The change to each edition that a table tells of."""

SUBHEADING = 6
"""Digits of the finest codes that all countries share."""
_ORDER = list(EDITIONS)


@dataclass(frozen=True)
class Correlation:
    """The codes of another edition that hold the goods of a code, and the kind of relation.

    `kind` is '1:1' (the same goods, under whatever code), '1:n' (shared out), 'n:1' (joined with
    others) or 'n:n'. A code in `codes` that is coarser than the one asked for stands for all that
    lies under it: 'HS84' among subheadings is every subheading of chapter 84.
    """

    codes: tuple[str, ...]
    kind: str


def changes(table: pd.DataFrame) -> Changes:
    """The fact table `hs_correlation` as lookups."""
    return {
        str(edition): Change(
            rows.groupby("code")["former_code"].agg(frozenset).to_dict(),
            rows.groupby("former_code")["code"].agg(frozenset).to_dict(),
        )
        for edition, rows in table.groupby("edition")
    }


def correlate(code: str, from_edition: str, to_edition: str, known: Changes) -> Correlation:
    """What a chapter, heading or subheading ('HS85', 'HS8517', 'HS851713') is in another edition.

    Raises CorrelationError for what is no such code, a code that the edition does not have, an
    edition that does not exist, and editions that no table joins.
    """
    digits = _digits(code)
    there_path, back_path = (
        _path(*way, known) for way in ((from_edition, to_edition), (to_edition, from_edition))
    )
    if not _exists(digits, from_edition, known):
        raise CorrelationError(f"{code} is no code of {from_edition}: look it up in that edition.")
    there = _along([digits], there_path, len(digits), known)
    back = [_along([each], back_path, len(digits), known) for each in there]
    shared, joined = len(there) > 1, any(len(each) > 1 for each in back)
    kind = ("n" if joined else "1") + ":" + ("n" if shared else "1")
    return Correlation(tuple(f"HS{each}" for each in there), kind)


def same_goods(code: str, older: str, newer: str, known: Changes) -> bool:
    """Whether a code stands for the same goods in both editions; raises CorrelationError."""
    return correlate(code, older, newer, known) == Correlation((code,), "1:1")


def known_as(code: str, edition: str, known: Changes) -> str:
    """The code under which an edition has the goods of a code, or the code where none has them all.

    The code is taken to be of the newest edition that has it. Where no table tells, it is the code.
    """
    try:
        home = next(each for each in reversed(_ORDER) if _exists(_digits(code), each, known))
        there = correlate(code, home, edition, known)
    except CorrelationError:
        return code
    return there.codes[0] if there.kind == "1:1" else code


def agreeing_place(code: str, older: str, newer: str, known: Changes) -> str | None:
    """The nearest place above a code that holds the same goods in both editions."""
    above = [place for place in ancestors(code) if place.startswith("HS")]
    return next((place for place in above if same_goods(place, older, newer, known)), None)


def _digits(code: str) -> str:
    if not re.fullmatch(r"HS(\d\d){1,3}", code) or int(code[2:4]) not in CHAPTERS:
        raise CorrelationError(
            f"'{code}' is no chapter, heading or subheading of the Harmonized System: it is 'HS' "
            "and two, four or six digits, such as HS8517. Finer codes are each country's own."
        )
    return code[2:]


def _path(start: str, end: str, known: Changes) -> list[tuple[str, str]]:
    """The steps between two editions, each from one edition to the next."""
    for edition in (start, end):
        if edition not in EDITIONS:
            raise CorrelationError(f"No edition '{edition}'. Known: {', '.join(EDITIONS)}.")
    first, last = _ORDER.index(start), _ORDER.index(end)
    passed = _ORDER[min(first, last) : max(first, last) + 1]
    for newer in passed[1:]:
        if newer not in known:
            raise CorrelationError(
                f"No table joins {newer} with the edition before; there are tables of "
                f"{', '.join(known) or 'none'}. Compare at the level of chapters."
            )
    return list(pairwise(passed if first <= last else passed[::-1]))


def _along(codes: list[str], path: list[tuple[str, str]], width: int, known: Changes) -> list[str]:
    for start, end in path:
        step = _earlier if start > end else _later
        change = known[max(start, end)]
        codes = sorted({there for code in codes for there in step(code, width, change)})
    return codes


def _earlier(code: str, width: int, change: Change) -> Iterator[str]:
    """Where the goods of a code stood before the change."""
    inside = [former for new in _within(code, change.formers) for former in change.formers[new]]
    yield from (code if former.startswith(code) else former[:width] for former in inside or [code])


def _later(code: str, width: int, change: Change) -> Iterator[str]:
    """Where the goods of a code went with the change."""
    if not _is_left(code, change):
        yield code
    above = {code[:digits] for digits in (2, 4, 6)} & set(change.followers)
    for former in above.union(_within(code, change.followers)):
        for new in change.followers[former]:
            yield code if new.startswith(code) else new[:width]


def _within(code: str, places: Iterable[str]) -> list[str]:
    """The places that are a code or lie under it."""
    if len(code) == SUBHEADING:
        return [code] if code in places else []
    return [place for place in places if place.startswith(code)]


def _is_left(code: str, change: Change) -> bool:
    """Whether a subheading at or under the code is named as one that goods came from."""
    return any(len(former) == SUBHEADING for former in _within(code, change.followers))


def _exists(code: str, edition: str, known: Changes) -> bool:
    """Whether an edition has a code, by the nearest table that names it."""
    at = _ORDER.index(edition)
    for distance in range(len(_ORDER)):
        down, up = at - distance, at + 1 + distance
        if down >= 0 and (change := known.get(_ORDER[down])):
            if _within(code, change.formers):
                return True
            if _is_left(code, change):
                return False
        if up < len(_ORDER) and (change := known.get(_ORDER[up])):
            if _is_left(code, change):
                return True
            if _within(code, change.formers):
                return False
    return True
