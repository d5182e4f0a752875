"""People, offices, publishers and the grid's own words in the reader's language."""

from __future__ import annotations

import pytest

from dashboard import grid
from dashboard.catalogue import catalogue
from dashboard.charts._products import product_name
from dashboard.names import publisher
from dashboard.provenance import of_point
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import words
from tests.test_cards import as_text
from tests.test_words import LETTERS, TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_speaker_and_role_has_a_name_in_each_language(
    language: str, tables: SnapshotTables
) -> None:
    told = tables["statements"]
    for name in {*told["speaker"], *told["role"]} - {""}:
        assert LETTERS[language].search(words(language)(name)), name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("TASS", "ТАСС"),
        ("MENAFN (RBC)", "MENAFN (РБК)"),
        ("Sputnik via UrduPoint", "Sputnik через UrduPoint"),
        ("SOTT (Interfax, RT)", "SOTT (Интерфакс, RT)"),
        ("Via Appia News", "Via Appia News"),
    ],
)
def test_a_publisher_is_named_and_whom_it_quotes(name: str, expected: str) -> None:
    assert publisher(name, words("ru")) == expected
    assert publisher(name, words("en")) == name


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_that_a_document_states_has_a_plain_name(
    language: str, tables: SnapshotTables
) -> None:
    for code in tables["readings"]["product"].unique():
        assert LETTERS[language].search(product_name(code, words(language))), code


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_document_prints_is_told_without_codes(
    language: str, tables: SnapshotTables
) -> None:
    rows = tables["bilateral_monthly"]
    row = rows[rows["status"] == "published"].iloc[-1]
    shown = as_text(
        of_point([row["source"], row["period"], row["months"]], tables, words(language))
    )
    for code in ("import ", "export ", "USD billion", "USD million"):
        assert code not in shown
    assert words(language).interval(row["period"], row["months"]) in shown


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_grid_and_its_rows_speak_the_language(language: str, tables: SnapshotTables) -> None:
    texts = grid.texts(words(language))
    signs = {"to", "of", "decimalSeparator", "thousandSeparator"}
    assert all(LETTERS[language].search(texts[key]) for key in set(texts) - signs)
    for row in tables["catalogue"].itertuples():
        assert LETTERS[language].search(words(language)(row.meaning)), row.table
    shown = as_text(catalogue(tables, View(lang=language)))
    assert words(language)("Rows a page:") in shown
