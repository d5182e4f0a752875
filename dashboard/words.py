"""Words, numbers and dates in the reader's language.

Every text is written in English in the code, marked by `message` (or said at once by `Words`), and
translated in `dashboard/locale/<language>.po`, in gettext's form. `make messages` brings those
files up to date with the code; the tests fail on a message without its translation.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
import textwrap
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from babel import Locale
from babel.dates import format_date, get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_decimal, parse_pattern

LANGUAGES = {"en": "English", "ru": "Русский", "zh": "中文"}
FOLDER = Path(__file__).parent / "locale"
FORMATTED_KEPT = 65_536
"""Numbers, and days, that are kept as written: more than all charts in all languages have."""
_COMMAS = {"zh": "、"}
_SEMICOLONS = {"zh": "；"}
_MONTH_FORMS = {"en": "MMM y", "ru": "LLL y", "zh": "y年M月"}
_DAY_FORMS = {"en": "d MMM y", "ru": "d MMM y", "zh": "y年M月d日"}


def message(text: str) -> str:
    """The text itself: a mark for a message that is said elsewhere, so that it is collected."""
    return text


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; those of English are the messages themselves."""
    if language == "en":
        return gettext.NullTranslations()
    with (FOLDER / f"{language}.po").open("rb") as file:
        read = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Words:
    """One language: says messages, numbers, months and days as its readers write them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse("zh_CN" if language == "zh" else language)
        self._catalogue = catalogue(language)

    def __call__(self, text: str, /, **values: Any) -> str:
        """A message in this language, its `{names}` filled in."""
        said = self._catalogue.gettext(text) if text else ""
        return said.format(**values) if values else said

    def plural(self, one: str, many: str, count: int, **values: Any) -> str:
        """The form of a message that fits `count`, which fills `{count}`."""
        said = self._catalogue.ngettext(one, many, count)
        return said.format(count=self.number(count, 0), **values)

    def number(self, value: float, digits: int = 2, signed: bool = False) -> str:
        """A number with this many decimals: 1,234.50 or 1 234,50."""
        decimals = "." + "0" * digits if digits else ""
        form = f"+#,##0{decimals};-#,##0{decimals}" if signed else f"#,##0{decimals}"
        return _decimal(value, form, self.language)

    def plain(self, value: float) -> str:
        """A number with as many decimals as it was said with: 90, 99.1."""
        return _decimal(value, "#,##0.######", self.language)

    def month(self, period: dt.date, months: int = 1) -> str:
        """'Mar 2023', 'Jan–Feb 2023', 'Q1 2023', '2023', 'Jul 2025 – Jun 2026'.

        A period by its first day and length.
        """
        if months == 12 and period.month == 1:
            return f"{period:%Y}"
        if months > 3:
            return self.span(period, months)
        if months == 3:
            return self("Q{quarter} {year}", quarter=(period.month + 2) // 3, year=period.year)
        if months == 2:
            return self("Jan–Feb {year}", year=period.year)
        return _date(period, _MONTH_FORMS[self.language], self.language).replace(".", "")

    def span(self, period: dt.date, months: int) -> str:
        """'Jul 2025 – Jun 2026': the first and the last month of a period."""
        last = pd.Timestamp(period) + pd.DateOffset(months=int(months) - 1)
        return f"{self.month(period)} – {self.month(last)}"

    def day(self, date: dt.date) -> str:
        """'16 May 2024'."""
        return _date(date, _DAY_FORMS[self.language], self.language)

    def interval(self, start: dt.date, months: int) -> str:
        """'16 May 2024' for no months, 'Mar 2023', 'Jan–Jun 2026': a time of any length."""
        if months == 0:
            return self.day(start)
        if months in (1, 3, 12):
            return self.month(start, months)
        names = self.month_names()
        first, last = names[start.month - 1], names[start.month + months - 2]
        return self("{first}–{last} {year}", first=first, last=last, year=start.year)

    def partial_day(self, printed: str) -> str:
        """'16 May 2024'; 'May 2024' or '2024' where no more is known ('2024-05', '2024')."""
        if len(printed) == len("2024"):
            return printed
        if len(printed) == len("2024-05"):
            return self.month(dt.date.fromisoformat(f"{printed}-01"))
        return self.day(dt.date.fromisoformat(printed))

    def language_name(self, code: str) -> str:
        """'Russian' for 'ru'; a code that has no name stays."""
        return str(self.locale.languages.get(code, code))

    def listed(self, names: Iterable[str]) -> str:
        """'A, B, C' or 'A、B、C'."""
        return _COMMAS.get(self.language, ", ").join(names)

    def clauses(self, told: Iterable[str]) -> str:
        """'A; B' or 'A；B': what has commas of its own."""
        return _SEMICOLONS.get(self.language, "; ").join(told)

    def wrapped(self, text: str, letters: int) -> list[str]:
        """The text in lines of so many letters, broken after marks where words have no spaces."""
        marks = text if self.language != "zh" else re.sub("([、，：；])", "\\1 ", text)
        lines = textwrap.wrap(marks, letters)
        return [re.sub("([、，：；]) ", "\\1", line) for line in lines]

    def month_names(self) -> list[str]:
        """The twelve months, abbreviated."""
        names = get_month_names("abbreviated", "stand-alone", self.locale)
        return [names[number].removesuffix(".") for number in range(1, 13)]

    def year_to(self, year: int, month: int) -> str:
        """'Jan–Jun 2026', or '2025' for the whole year."""
        if month == 12:
            return str(year)
        names = self.month_names()
        if month == 1:
            return self.month(dt.date(year, 1, 1))
        return self("{first}–{last} {year}", first=names[0], last=names[month - 1], year=year)

    @property
    def separators(self) -> str:
        """The decimal sign and the one between thousands, as Plotly wants them."""
        symbols = self.locale.number_symbols["latn"]
        return str(symbols["decimal"] + symbols["group"])

    @property
    def axis_months(self) -> str:
        """Plotly's form of a month on an axis, without names so that it needs no locale."""
        return {"en": "%b %Y", "ru": "%m.%Y", "zh": "%Y年%-m月"}[self.language]


@lru_cache(FORMATTED_KEPT)
def _decimal(value: float, form: str, language: str) -> str:
    return format_decimal(value, format=_pattern(form), locale=words(language).locale)


@cache
def _pattern(form: str) -> NumberPattern:
    return parse_pattern(form)


@lru_cache(FORMATTED_KEPT)
def _date(day: dt.date, form: str, language: str) -> str:
    return format_date(day, form, locale=words(language).locale)


@cache
def words(language: str) -> Words:
    """The words of a language ('en', 'ru', 'zh')."""
    return Words(language)


def dated(value: Any) -> dt.date:
    """A day of a frame's column as a date."""
    return pd.Timestamp(value).date()
