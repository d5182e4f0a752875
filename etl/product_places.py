"""Where each product stands in the Harmonized System, so that no part is counted with its whole.

A code covers prefixes of HS codes: `HS27` covers 27, `S05` covers 25, 26 and 27, `timber` covers
4403 and 4407. One code contains another if it covers all that the other does.
"""

from __future__ import annotations

import pandas as pd

from etl.codes import MIX
from etl.harmonized_system import (
    CHAPTERS,
    PRODUCT_CODES,
    SECTIONS,
    SECTORS,
    section_of,
    sector_of,
)

SPREAD: dict[str, tuple[str, ...]] = {
    "coal": ("2701", "2702"),
    "timber": ("4403", "4407"),
    "paper_pulp": ("47", "48"),
    "clothing": ("61", "62"),
    "fruit_veg": ("07", "08"),
}
"""Products that lie under several codes."""

_GROUPS: dict[str, range] = {
    "G_food": range(1, 25),
    "G_mineral": range(25, 28),
    "G_chemical": range(28, 41),
    "G_leather": range(41, 44),
    "G_wood": range(44, 50),
    "G_textile": range(50, 68),
    "G_precious": range(71, 72),
    "G_metal": range(72, 84),
    "G_machinery": range(84, 91),
}


def _chapters(numbers: range | tuple[int, ...]) -> frozenset[str]:
    return frozenset(f"{number:02d}" for number in numbers if number in CHAPTERS)


COVERS: dict[str, frozenset[str]] = {
    **{f"HS{number:02d}": frozenset([f"{number:02d}"]) for number in CHAPTERS},
    **{code: _chapters(within) for code, (_, within) in SECTIONS.items()},
    **{code: _chapters(within) for code, within in _GROUPS.items()},
    **{name: frozenset([code.removeprefix("HS")]) for name, code in PRODUCT_CODES.items()},
    **{name: frozenset(prefixes) for name, prefixes in SPREAD.items()},
}
"""The prefixes that each code of chapters and more, and each named product of a place, covers."""


def _canonical(code: str) -> str:
    covered = COVERS[code]
    if len(covered) == 1:
        return f"HS{min(covered)}"
    return next(other for other, same in COVERS.items() if same == covered)


CANONICAL: dict[str, str] = {code: _canonical(code) for code in COVERS if _canonical(code) != code}
"""Codes that mean the same as another: `crude_oil` is HS2709, `S03` HS15, `G_mineral` S05."""
MIXED: dict[str, dict[str, str]] = {
    flow: {CANONICAL.get(name, name): name for name in products} for flow, products in MIX.items()
}
"""The products of `etl.codes.MIX` by their codes, by flow."""

CHAPTERS_OF: dict[str, int] = {
    **{code: len(_chapters(within)) for code, (_, within) in SECTIONS.items()},
    **{code: len(_chapters(within)) for code, (_, within) in SECTORS.items()},
}
"""How many chapters each section and plain-language sector has."""


def contains(outer: str, inner: str) -> bool:
    """Whether all that `inner` covers is covered by `outer`, and more."""
    whole, part = _covered(outer), _covered(inner)
    within = all(any(each.startswith(wide) for wide in whole) for each in part)
    return within and whole != part


def _covered(code: str) -> frozenset[str]:
    return COVERS.get(code) or frozenset([code.removeprefix("HS")])


def containers() -> pd.DataFrame:
    """Every pair of known codes of which one (`outer`) contains the other (`inner`)."""
    pieces = {f"HS{prefix}" for covered in COVERS.values() for prefix in covered}
    wide = {code for code in COVERS if code not in CANONICAL}
    pairs = [
        (outer, inner)
        for outer in sorted(wide)
        for inner in sorted(wide | pieces)
        if contains(outer, inner)
    ]
    return pd.DataFrame(pairs, columns=["outer", "inner"])


def places() -> pd.DataFrame:
    """The section and sector in which each code lies whole, and how many chapters it is.

    Columns: place (the code), heading and chapter (what it is counted as at these levels), section,
    sector, chapters. Empty where a code lies across several: a group that spans two sections is
    counted in neither.
    """
    rows = [
        (code, *_narrow(code), *_wide(covered), sum(len(each) == 2 for each in covered))
        for code, covered in COVERS.items()
        if code not in CANONICAL
    ]
    return pd.DataFrame(
        rows, columns=["place", "heading", "chapter", "section", "sector", "chapters"]
    )


def _narrow(code: str) -> tuple[str, str]:
    """A product of several headings is a part beside the headings, and counts in its chapter."""
    covered = COVERS[code]
    chapter = {prefix[:2] for prefix in covered}
    heading = code if all(len(prefix) == 4 for prefix in covered) else ""
    return heading, f"HS{min(chapter)}" if len(chapter) == 1 else ""


def _wide(covered: frozenset[str]) -> tuple[str, str]:
    numbers = {int(prefix[:2]) for prefix in covered}
    sections = {section_of(number) or f"HS{number:02d}" for number in numbers}
    sectors = {sector_of(number) for number in numbers}
    return (
        min(sections) if len(sections) == 1 else "",
        min(sectors) if len(sectors) == 1 else "",
    )
