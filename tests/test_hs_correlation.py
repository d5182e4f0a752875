"""What a code of one edition of the Harmonized System is in another."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import CorrelationError
from etl.harmonized_system import CHAPTERS, EDITIONS, edition_in, edition_name
from etl.hs_correlation import (
    Changes,
    Correlation,
    agreeing_place,
    changes,
    correlate,
    known_as,
    same_goods,
)
from etl.settings import REPOSITORY

TABLE = pd.read_csv(REPOSITORY / "data" / "bundled" / "hs_correlation.csv", dtype=str)
KNOWN: Changes = changes(TABLE)
FOLLOWED = tuple(EDITIONS)


@pytest.mark.parametrize(
    ("code", "way", "codes", "kind"),
    [
        ("HS270900", ("H0", "H6"), ["HS270900"], "1:1"),  # crude oil never changed
        ("HS290376", ("H4", "H3"), ["HS290346"], "1:1"),  # another code, the same goods
        ("HS440322", ("H6", "H5"), ["HS440321", "HS440322"], "n:n"),
        ("HS440321", ("H5", "H6"), ["HS440321", "HS440322"], "n:n"),
        ("HS252800", ("H4", "H3"), ["HS252810", "HS252890"], "1:n"),
        ("HS252810", ("H3", "H4"), ["HS252800"], "n:1"),
        ("HS271012", ("H4", "H3"), ["HS271011"], "n:1"),
        ("HS271011", ("H3", "H4"), ["HS271012", "HS271020"], "n:n"),
        ("HS690721", ("H5", "H4"), ["HS690710", "HS690790", "HS690810", "HS690890"], "n:n"),
        ("HS851713", ("H6", "H5"), ["HS851712"], "n:1"),  # smartphones out of mobile phones
        ("HS870380", ("H5", "H4"), ["HS870390"], "n:1"),  # electric cars out of other cars
        ("HS870380", ("H6", "H3"), ["HS870390"], "n:1"),
        ("HS8517", ("H4", "H5"), ["HS8517", "HS8542"], "n:n"),
        ("HS6908", ("H4", "H5"), ["HS6907"], "n:1"),
        ("HS290545", ("H1", "H0"), ["HS152090"], "1:1"),  # glycerol, of another chapter before
        ("HS720915", ("H1", "H0"), ["HS720911", "HS720921"], "1:n"),
        ("HS271000", ("H0", "H1"), ["HS271000"], "1:1"),
        ("HS271000", ("H1", "H2"), ["HS271011", "HS271019", "HS271091", "HS271099"], "1:n"),
        ("HS271019", ("H2", "H0"), ["HS271000"], "n:1"),
        ("HS854260", ("H2", "H1"), ["HS854240"], "1:1"),
        ("HS851712", ("H3", "H2"), ["HS852520"], "n:1"),  # telephones out of radio transmitters
        ("HS852520", ("H2", "H3"), ["HS851712", "HS851761", "HS851762", "HS852560"], "n:n"),
        ("HS9503", ("H3", "H2"), ["HS9501", "HS9502", "HS9503"], "1:n"),  # all toys
        ("HS3823", ("H0", "H1"), ["HS3824", "HS8548"], "n:n"),
        ("HS27", ("H0", "H6"), ["HS27"], "1:1"),
    ],
)
def test_codes_as_the_official_tables_have_them(
    code: str, way: tuple[str, str], codes: list[str], kind: str
) -> None:
    assert correlate(code, *way, KNOWN) == Correlation(tuple(codes), kind)


def test_a_whole_chapter_stands_for_its_subheadings() -> None:
    found = correlate("HS854921", "H6", "H5", KNOWN)  # spent appliances of all kinds
    assert {"HS84", "HS7001", "HS9508"} <= set(found.codes)
    assert "HS854921" in correlate("HS847130", "H5", "H6", KNOWN).codes


@settings(deadline=None, max_examples=60)  # waste of all appliances has a thousand codes
@given(st.data())
def test_there_and_back_again_holds_the_code(data: st.DataObject) -> None:
    rows = TABLE.iloc[data.draw(st.integers(0, len(TABLE) - 1))]
    way = [(rows["edition"], rows["code"]), (rows["former_edition"], rows["former_code"])]
    (edition, digits) = data.draw(st.sampled_from(way))
    code = f"HS{digits[: data.draw(st.sampled_from([2, 4, 6]))]}"
    other = data.draw(st.sampled_from(FOLLOWED))
    found = correlate(code, edition, other, KNOWN)
    back = [correlate(each, other, edition, KNOWN) for each in found.codes]
    for each in back:
        assert any(code.startswith(there) or there.startswith(code) for there in each.codes)
    alone = len(found.codes) == 1 and all(len(each.codes) == 1 for each in back)
    assert (found.kind == "1:1") == alone


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(CHAPTERS)), st.sampled_from(FOLLOWED), st.sampled_from(FOLLOWED))
def test_a_chapter_always_keeps_its_number(chapter: int, one: str, other: str) -> None:
    code = f"HS{chapter:02d}"
    assert code in correlate(code, one, other, KNOWN).codes


def test_chapters_that_exchanged_no_goods_are_the_same() -> None:
    changed = {
        chapter for chapter in CHAPTERS if not same_goods(f"HS{chapter:02d}", "H3", "H6", KNOWN)
    }
    assert not changed & {1, 10, 15, 26, 27, 31, 47, 72, 74, 75, 97}
    assert {85, 96} <= changed


def test_goods_that_changed_their_chapter_in_2002() -> None:
    changed = {
        chapter for chapter in CHAPTERS if not same_goods(f"HS{chapter:02d}", "H1", "H2", KNOWN)
    }
    assert changed == {13, 28, 29, 30, 38, 40, 84, 85, 90}


def test_a_code_is_followed_only_while_it_holds_the_same_goods() -> None:
    assert known_as("HS290376", "H3", KNOWN) == "HS290346"
    assert known_as("HS851713", "H5", KNOWN) == "HS851713"
    assert known_as("HS290376", "H1", KNOWN) == "HS290346"
    assert known_as("HS290376", "H0", KNOWN) == "HS290376"  # one of many in HS 2903.40
    assert known_as("crude_oil", "H5", KNOWN) == "crude_oil"
    assert agreeing_place("HS440322", "H5", "H6", KNOWN) == "HS4403"
    assert agreeing_place("HS851713", "H5", "H6", KNOWN) is None


@pytest.mark.parametrize(
    ("code", "way", "words"),
    [
        ("HS851713", ("H5", "H4"), "no code of H5"),
        ("HS851712", ("H6", "H5"), "no code of H6"),
        ("HS6908", ("H5", "H4"), "no code of H5"),
        ("HS77", ("H6", "H5"), "no chapter, heading or subheading"),
        ("HS27011210", ("H6", "H5"), "Finer codes are each country's own"),
        ("crude_oil", ("H6", "H5"), "no chapter, heading or subheading"),
        ("HS2709", ("H7", "H5"), "No edition 'H7'"),
    ],
)
def test_what_cannot_be_followed_is_told(code: str, way: tuple[str, str], words: str) -> None:
    with pytest.raises(CorrelationError, match=words):
        correlate(code, *way, KNOWN)


def test_an_edition_without_its_table_is_named() -> None:
    known = changes(TABLE[TABLE["edition"] != "H2"])
    with pytest.raises(CorrelationError, match=r"No table joins H2 .* there are tables of H1, H3"):
        correlate("HS2709", "H3", "H1", known)


def test_without_any_table_nothing_is_followed() -> None:
    with pytest.raises(CorrelationError, match="No table joins H6"):
        correlate("HS2709", "H6", "H5", {})
    assert correlate("HS2709", "H6", "H6", {}) == Correlation(("HS2709",), "1:1")


def test_each_year_has_its_edition() -> None:
    years = (1985, 1999, 2006, 2011, 2021, 2022, 2026)
    names = [edition_name(edition_in(year)) for year in years]
    assert names == ["HS 1992", "HS 1996", "HS 2002", "HS 2007", "HS 2017", "HS 2022", "HS 2022"]
