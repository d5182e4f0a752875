"""The contracts of the tables in `data/bundled/`: what each column means and what it may hold.

`data/README.md` is written from these contracts (`amur dictionary`), so that it cannot go stale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pandas as pd
import pandera.pandas as pa

from etl import codes
from etl.contracts import Contract, RowRule
from etl.harmonized_system import EDITIONS
from etl.periods import SPAN_PATTERNS, interval
from etl.units import UNITS

_NUMBER = r"-?\d+(\.\d+)?"
_POSITIVE = r"\d+(\.\d+)?"
_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_DATE_OR_PART = r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?"
_IDENTIFIER = r"[a-z0-9][a-z0-9-]*"


def _column(meaning: str, check: pa.Check) -> pa.Column:
    return pa.Column(str, check, description=meaning)


def _matches(pattern: str, expected: str) -> pa.Check:
    return pa.Check(lambda cells: cells.str.fullmatch(pattern), error=expected)


def _one_of(values: Iterable[str], optional: bool = False) -> pa.Check:
    allowed = list(values)
    words = "one of " + ", ".join(value or "nothing" for value in allowed)
    accepted = {*allowed, ""} if optional else set(allowed)
    return pa.Check(
        lambda cells: cells.isin(accepted), error=words + (" or nothing" if optional else "")
    )


def _text(expected: str, most: int = 400) -> pa.Check:
    return pa.Check(lambda cells: cells.str.len().between(1, most), error=expected)


def _anything() -> pa.Check:
    return pa.Check(lambda cells: cells.str.len() <= 400, error="at most 400 characters")


def _number(expected: str = "a plain decimal number, such as 190.271") -> pa.Check:
    return _matches(_NUMBER, expected)


def _duplicate(keys: list[str]) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: frame.duplicated(keys)


def _real_date(column: str) -> RowRule:
    return RowRule(
        column,
        "a day of the calendar",
        lambda frame: ~frame[column].map(_is_real).astype(bool),
    )


def _is_real(date: str) -> bool:
    """Whether the calendar has a date, or the first day that a part of one may mean."""
    try:
        dt.date.fromisoformat(date + "0001-01-01"[len(date) :])
    except ValueError:
        return False
    return True


def _not_after(column: str, today: dt.date) -> RowRule:
    return RowRule(
        column,
        f"a day not after today, {today}",
        lambda frame: frame[column].str.pad(10, "right") > today.isoformat(),
    )


_PRECISION = _column(
    "step of the last printed digit, in the same unit (190.271 → 0.001)",
    _matches(_POSITIVE, "a positive decimal number, such as 0.001"),
)
_QUALIFIER = _column(
    "how the publisher hedged the number; empty where it stands alone", _one_of(codes.QUALIFIERS)
)
_STATUS = _column(
    "published: the statistic's own figure; provisional: to be revised by its publisher; "
    "stated: said by an official; estimated: a model or cargo tracking",
    _one_of(codes.STATUSES),
)
_SOURCE = _column(
    "document in `sources.csv` where the figure was read",
    _matches(_IDENTIFIER, "an id of sources.csv"),
)
_NOTE = _column("what a reader must know besides, in our words", _anything())


SOURCES = Contract(
    "sources",
    "Every document that a figure was read in.",
    pa.DataFrameSchema(
        {
            "id": _column(
                "identifier that rows point to", _matches(_IDENTIFIER, "lower-case a-z, 0-9, -")
            ),
            "publisher": _column("outlet or institution of the document", _text("a name")),
            "kind": _column(
                "; ".join(f"{kind}: {text}" for kind, text in codes.DOCUMENT_KINDS.items()),
                _one_of(codes.DOCUMENT_KINDS),
            ),
            "title": _column("title of the document, or a short description of ours", _anything()),
            "address": _column(
                "where it can be read",
                _matches(r"https?://\S+", "an address that starts with http:// or https://"),
            ),
            "language": _column(
                "language of the document (ISO 639-1)", _matches(r"[a-z]{2}", "two letters")
            ),
            "published": _column(
                "date of publication, as far as the document tells it (YYYY-MM-DD, YYYY-MM, YYYY)",
                _matches(_DATE_OR_PART, "YYYY-MM-DD, YYYY-MM, YYYY or nothing"),
            ),
        },
    ),
    ("id",),
    (
        RowRule("id", "each id once", _duplicate(["id"])),
        RowRule("address", "each address once", _duplicate(["address"])),
        _real_date("published"),
    ),
)

READING_ORDER = (
    *("product", "statistic", "reporter", "partner", "measure", "period", "span"),
    *("flow", "unit", "source"),
)
READING_KEY = [
    *("statistic", "reporter", "partner", "flow", "product", "measure"),
    *("span", "period", "unit", "source"),
]


def readings(today: dt.date) -> Contract:
    """The contract of every table of measured figures; no period may end after `today`."""
    return Contract(
        "readings", _READINGS_MEANING, _READINGS_SCHEMA, READING_ORDER, _reading_rules(today)
    )


_READINGS_MEANING = (
    "Measured figures, one row a reading: the same figure read in two documents is two rows."
)
_READINGS_SCHEMA = pa.DataFrameSchema(
    {
        "statistic": _column("body that made the figure", _one_of(codes.STATISTICS)),
        "reporter": _column(
            "whose report it is (ISO 3166 alpha-3; WLD: world)", _one_of(codes.AREAS, True)
        ),
        "partner": _column("partner of the reporter", _one_of(codes.AREAS, True)),
        "flow": _column(
            "seen from the reporter; empty where no flow applies",
            _one_of(("export", "import", "total"), True),
        ),
        "product": _column(
            "what was traded: TOTAL, an HS code ('HS27', 'HS2709'), an HS section ('S05') or a "
            "named series",
            _matches(
                "|".join([codes.HS_PATTERN, *codes.PRODUCTS]),
                "an HS code such as HS27, a section such as S05, or a product of etl/codes.py",
            ),
        ),
        "measure": _column("what was measured", _one_of(codes.MEASURES)),
        "span": _column("kind of period; ytd runs from January", _one_of(SPAN_PATTERNS)),
        "period": _column(
            "period in the form of its span; a year-to-date figure is named by its last month",
            _text("a period such as 2023, 2023-02 or 2023-Q1", 10),
        ),
        "value": _column("the figure as printed", _number()),
        "unit": _column("unit as printed", _one_of(UNITS)),
        "precision": _PRECISION,
        "qualifier": _QUALIFIER,
        "status": _STATUS,
        "source": _SOURCE,
        "note": _NOTE,
    },
)


def _period_misfits(frame: pd.DataFrame) -> pd.Series:
    return ~_of_periods(frame, _fits)


def _of_periods(frame: pd.DataFrame, judge: Callable[[str, str], bool]) -> pd.Series:
    """What is judged of each row's span and period; each pair is judged once."""
    pairs = pd.MultiIndex.from_frame(frame[["span", "period"]])
    judged = pd.Series([judge(*pair) for pair in pairs.unique()], pairs.unique(), dtype=bool)
    return judged.reindex(pairs).set_axis(frame.index)


def _fits(span: str, period: str) -> bool:
    try:
        interval(span, period)
    except ValueError:
        return False
    return True


def _ends_after(today: dt.date) -> Callable[[pd.DataFrame], pd.Series]:
    def late(span: str, period: str) -> bool:
        return _fits(span, period) and interval(span, period).end > today + dt.timedelta(days=1)

    return lambda frame: _of_periods(frame, late)


def _impossible_share(frame: pd.DataFrame) -> pd.Series:
    value = frame["value"].astype(float)
    return (frame["unit"] == "%") & ((value < 0) | (value > 100))


def _reading_rules(today: dt.date) -> tuple[RowRule, ...]:
    return (
        RowRule("period", "a period in the form of its span", _period_misfits),
        RowRule("period", f"a period that has ended by {today}", _ends_after(today)),
        RowRule("value", "a share between 0 and 100", _impossible_share),
        RowRule("source", "each figure once a document (duplicate key)", _duplicate(READING_KEY)),
    )


def statements(today: dt.date) -> Contract:
    """Statements of officials on the share of national currencies."""
    return Contract(
        "settlement_statements",
        "What officials said of the share of roubles and yuan, one row a statement and document.",
        _STATEMENTS_SCHEMA,
        tuple(_STATEMENTS_SCHEMA.columns),
        (
            _real_date("date"),
            _not_after("date", today),
            RowRule(
                "share",
                "a share between 0 and 100",
                lambda frame: frame["share"].astype(float) > 100,
            ),
            RowRule(
                "source",
                "each statement once a document (duplicate key)",
                _duplicate(["date", "of_what", "period_meant", "share", "speaker", "source"]),
            ),
        ),
    )


_STATEMENTS_SCHEMA = pa.DataFrameSchema(
    {
        "date": _column("day on which it was said", _matches(_DATE, "YYYY-MM-DD")),
        "share": _column(
            "the share in percent, as said",
            _matches(_POSITIVE, "a number of percent, such as 90 or 99.1"),
        ),
        "qualifier": _QUALIFIER,
        "precision": _PRECISION,
        "of_what": _column("what it is a share of", _one_of(codes.SHARES_OF)),
        "period_meant": _column(
            "period that the share refers to, where stated",
            _matches(
                r"(\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?)?", "YYYY, YYYY-MM, YYYY-Qn, YYYY-Hn"
            ),
        ),
        "speaker": _column("who said it", _text("a name")),
        "role": _column("the speaker's office", _text("an office")),
        "said_at": _column("place or occasion", _anything()),
        "currencies": _column(
            "currencies meant", _one_of(("rouble_yuan", "yuan", "rouble", "usd", "eur", "usd_eur"))
        ),
        "source": _SOURCE,
        "note": _NOTE,
    },
)


def events(today: dt.date) -> Contract:
    """Dated events for the time axis."""
    return Contract(
        "events",
        "Events for the time axis, named in three languages.",
        _EVENTS_SCHEMA,
        tuple(_EVENTS_SCHEMA.columns),
        (
            _real_date("date"),
            _not_after("date", today),
            RowRule("name_en", "each event once (duplicate key)", _duplicate(["date", "name_en"])),
        ),
    )


_EVENTS_SCHEMA = pa.DataFrameSchema(
    {
        "date": _column("day of the event", _matches(_DATE, "YYYY-MM-DD")),
        "name_en": _column("short name, English", _text("at most 60 characters", 60)),
        "name_ru": _column("short name, Russian", _text("at most 60 characters", 60)),
        "name_zh": _column("short name, Chinese", _text("at most 60 characters", 60)),
        "kind": _column("kind of event", _one_of(codes.EVENT_KINDS)),
        "source": _SOURCE,
    },
)


def capacity(today: dt.date) -> Contract:
    """Contract and capacity facts of pipelines and routes."""
    return Contract(
        "capacity",
        "Contract and capacity facts of pipelines and routes.",
        _CAPACITY_SCHEMA,
        tuple(_CAPACITY_SCHEMA.columns),
        (
            RowRule(
                "source",
                "each fact once a document (duplicate key)",
                _duplicate(["date", "subject", "measure", "value", "unit", "source"]),
            ),
        ),
    )


_CAPACITY_SCHEMA = pa.DataFrameSchema(
    {
        "date": _column(
            "day, month, quarter or year that the fact refers to",
            _matches(
                rf"{_DATE_OR_PART}|\d{{4}}-Q[1-4]", "YYYY-MM-DD, YYYY-MM, YYYY-Qn, YYYY or nothing"
            ),
        ),
        "subject": _column("pipeline, route or contract", _matches(r"[a-z0-9_]+", "a short code")),
        "measure": _column("what the number says", _matches(r"[a-z0-9_]+", "a short code")),
        "value": _column("the figure as printed", _number()),
        "unit": _column("unit as printed", _text("a unit", 40)),
        "precision": _PRECISION,
        "qualifier": _QUALIFIER,
        "status": _STATUS,
        "source": _SOURCE,
        "note": _NOTE,
    },
)

_HS_CODE = r"\d{2}|\d{4}|\d{6}"


def _not_the_edition_before(frame: pd.DataFrame) -> pd.Series:
    before = dict(zip(list(EDITIONS)[1:], EDITIONS, strict=False))
    return frame["edition"].map(before) != frame["former_edition"]


HS_CORRELATION = Contract(
    "hs_correlation",
    "Where the codes of an edition of the Harmonized System took their goods from in the edition "
    "before: only codes that changed, one row a code and former code.",
    pa.DataFrameSchema(
        {
            "edition": _column("edition of the code (H6: HS 2022)", _one_of(EDITIONS)),
            "code": _column(
                "subheading that took in goods", _matches(r"\d{6}", "six digits, such as 851713")
            ),
            "former_edition": _column("the edition before it", _one_of(EDITIONS)),
            "former_code": _column(
                "where the goods stood: a subheading; a heading or chapter for all that it has",
                _matches(_HS_CODE, "two, four or six digits"),
            ),
            "source": _SOURCE,
        },
    ),
    ("edition", "code", "former_code"),
    (
        RowRule("former_edition", "the edition before `edition`", _not_the_edition_before),
        RowRule(
            "former_code",
            "each pair of codes once (duplicate key)",
            _duplicate(["edition", "code", "former_code"]),
        ),
    ),
)

READING_SUBJECTS: dict[str, str] = {
    "trade_monthly": "Bilateral totals by month and year to date",
    "trade_annual": "Bilateral totals by year, of both reporters",
    "denominators": "Totals with the world and GDP of both countries",
    "energy": "Energy from Russia, China's total energy imports and other suppliers",
    "sectors": "Values, quantities and shares by HS chapter, product group and product",
    "settlement_structure": "Shares of currencies in settlements, payments and exchange trading",
    "exchange_rates": "Average exchange rates by month and year",
    "prices": "Crude benchmark prices and the price index of real values, by month and year",
}
"""The files of measured figures, each by its subject."""


def contracts(today: dt.date) -> dict[str, Contract]:
    """The contract of every file in `data/bundled/`, by file name without ending."""
    by_subject = dict.fromkeys(READING_SUBJECTS, readings(today))
    return by_subject | {
        "settlement_statements": statements(today),
        "events": events(today),
        "capacity": capacity(today),
        "hs_correlation": HS_CORRELATION,
        "sources": SOURCES,
    }
