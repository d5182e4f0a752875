"""Every message has its translation, and words, numbers and dates are written as readers do."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from dashboard import charts, pages
from dashboard.charts import Chart
from dashboard.locale.collect import collected
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import FOLDER, LANGUAGES, words
from etl.codes import PRODUCTS

TRANSLATED = [language for language in LANGUAGES if language != "en"]
LETTERS = {"ru": re.compile("[А-я]"), "zh": re.compile("[\u4e00-\u9fff]")}
ALL = list(charts.discover().values())


def held(language: str) -> Catalog:
    """The translation file of a language."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """A message or translation as the tuple of its forms."""
    return (text,) if isinstance(text, str) else tuple(text)


def messages(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue, without its header."""
    return [entry for entry in catalogue if entry.id]


def placeholders(text: str) -> list[str]:
    """The `{names}` in a text."""
    return sorted(re.findall(r"\{[^}]*\}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_file_holds_exactly_the_messages_of_the_code(language: str) -> None:
    expected = {entry.id for entry in messages(collected())}
    assert {entry.id for entry in messages(held(language))} == expected, "run `make messages`"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Jan–Feb {year}", id="by the words themselves"),
        pytest.param("single days", id="inside an f-string"),
        pytest.param("{count} documents", id="as a plural"),
        pytest.param("Value of {goods} by year, {unit}", id="by words(language)"),
    ],
)
def test_messages_are_collected_however_they_are_said(text: str) -> None:
    assert text in {form for entry in messages(collected()) for form in forms(entry.id)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    catalogue = held(language)
    for entry in messages(catalogue):
        translated = forms(entry.string)
        assert not entry.fuzzy, entry.id
        assert all(translated), entry.id
        assert len(translated) == (catalogue.num_plurals if entry.pluralizable else 1), entry.id
        for each in translated:
            assert placeholders(each) == placeholders(forms(entry.id)[-1]), entry.id
            assert each == each.strip(), entry.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_products_keep_names_of_their_own(language: str) -> None:
    say = words(language)
    names = [say(name) for name in PRODUCTS.values()]
    assert len(set(names)) == len(names), "two products of one name would share a bar"


def test_plurals_take_the_form_of_the_number() -> None:
    counted = {
        language: [
            words(language).plural("{count} document", "{count} documents", count)
            for count in (1, 2, 5, 21)
        ]
        for language in LANGUAGES
    }
    assert counted == {
        "en": ["1 document", "2 documents", "5 documents", "21 documents"],
        "ru": ["1 документ", "2 документа", "5 документов", "21 документ"],
        "zh": ["1份文件", "2份文件", "5份文件", "21份文件"],
    }


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert words("en").number(1234.5) == "1,234.50"
    assert words("ru").number(1234.5) in ("1\u00a0234,50", "1\u202f234,50")
    assert words("zh").number(1234.5) == "1,234.50"
    assert words("ru").number(-3.14159, 1, signed=True) == "-3,1"
    assert words("en").number(3.14159, 1, signed=True) == "+3.1"
    assert words("ru").plain(99.1) == "99,1"
    assert words("ru").separators in (",\u00a0", ",\u202f")


@pytest.mark.parametrize(
    ("language", "months", "expected"),
    [
        ("en", 1, "Jan 2023"),
        ("en", 2, "Jan–Feb 2023"),
        ("en", 3, "Q1 2023"),
        ("en", 12, "2023"),
        ("ru", 1, "янв 2023"),
        ("ru", 2, "янв–февр 2023"),
        ("ru", 3, "1 кв. 2023"),
        ("zh", 1, "2023年1月"),
        ("zh", 2, "2023年1—2月"),
        ("zh", 3, "2023年1季度"),
    ],
)
def test_periods_are_named_by_first_day_and_length(
    language: str, months: int, expected: str
) -> None:
    assert words(language).month(dt.date(2023, 1, 1), months) == expected


def test_months_days_and_years_to_date() -> None:
    assert words("zh").month(dt.date(2023, 3, 1)) == "2023年3月"
    assert words("en").day(dt.date(2024, 5, 16)) == "16 May 2024"
    assert words("ru").day(dt.date(2024, 5, 16)) == "16 мая 2024"
    assert words("zh").day(dt.date(2024, 5, 16)) == "2024年5月16日"
    assert words("en").year_to(2026, 6) == "Jan–Jun 2026"
    assert words("ru").year_to(2026, 6) == "янв–июнь 2026"
    assert words("zh").year_to(2026, 6) == "2026年1月—6月"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_a_chart_is_drawn_and_named_in_every_language(
    chart: Chart, language: str, tables: SnapshotTables
) -> None:
    view = View(lang=language, events="on")
    data, figure = charts.figure(chart, tables, view)
    said = [words(language)(chart.title), chart.subtitle(view), *charts.notes(chart, view)]
    assert len(data)
    assert len(figure.data)
    for text in [*said, words(language)(chart.missing)]:
        assert not re.search(r"[{}]", text)
        assert language == "en" or LETTERS[language].search(text)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.id)
def test_the_columns_of_a_chart_s_table_are_named(
    chart: Chart, language: str, tables: SnapshotTables
) -> None:
    shown = chart.select(tables, View(lang=language)).drop(
        columns=["source", "vintage"], errors="ignore"
    )
    for column in shown.columns:
        assert LETTERS[language].search(words(language)(str(column))), column


@pytest.mark.parametrize("language", TRANSLATED)
def test_pages_are_named_in_every_language(language: str) -> None:
    for page in pages.discover():
        for text in (page.name, page.title, page.intro):
            assert LETTERS[language].search(words(language)(text))
