"""The sentences of the Overview: true, as certain as their figures, with their documents."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.pages import find
from dashboard.sentences import sentences
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import LANGUAGES
from tests.test_cards import as_text

STEP = 1e6


def _months(values: dict[str, float], flow: str = "import", **changed: Any) -> pd.DataFrame:
    """Months of one flow, in billions."""
    rows = pd.DataFrame(
        {
            "period": pd.to_datetime([f"{name}-01" for name in values]),
            "value_usd": [value * 1e9 for value in values.values()],
            "source": [f"doc-{name}" for name in values],
        }
    )
    shared = {"months": 1, "reporter": "CHN", "flow": flow, "step_usd": STEP, "status": "published"}
    return rows.assign(**(shared | changed))


def _sums(export: float, imported: float, year: int, status: str = "published") -> pd.DataFrame:
    """A year to date of six months, in billions."""
    rows = [("export", export), ("import", imported)]
    return pd.DataFrame(rows, columns=["flow", "value_usd"]).assign(
        value_usd=[value * 1e9 for _, value in rows],
        reporter="CHN",
        year=year,
        months=6,
        step_usd=STEP,
        status=status,
        source=f"sum-{year}",
    )


def _tables(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables that hold nothing but what is given."""
    energy = ["product", "statistic", "partner", "flow", "unit", "period", "months", "value"]
    empty = {
        "bilateral_monthly": _months({}),
        "bilateral_ytd": _sums(1, 1, 2024).iloc[:0],
        "energy_flows": pd.DataFrame(columns=[*energy, "step", "status", "source"]),
        "settlement_statements": pd.DataFrame(columns=["date", "of_what", "currencies"]),
        "readings": pd.DataFrame(
            columns=[
                *("statistic", "partner", "product", "flow", "unit", "qualifier", "span"),
                *("start", "months", "step", "value", "source", "status"),
            ]
        ).astype({"start": "datetime64[ms]"}),
    }
    return empty | given


def _year(year: int, growth: list[float]) -> dict[str, float]:
    """A year of 10 billion a month, and the next one changed by percents."""
    base = {f"{year}-{month:02d}": 10.0 for month in range(1, 13)}
    grown = {
        f"{year + 1}-{month:02d}": 10 * (1 + percent / 100)
        for month, percent in enumerate(growth, start=1)
    }
    return base | grown


def _texts(tables: dict[str, pd.DataFrame]) -> list[str]:
    return [each.text for each in sentences(tables, View())]


def test_a_first_rise_is_told_with_the_last_one() -> None:
    tables = _tables(bilateral_monthly=_months(_year(2023, [4, -2, -3, -1, 3.1])))
    told = sentences(tables, View())[0]
    assert told.text == (
        "In May 2024, China’s imports from Russia rose 3.1 % on the year, the first rise since "
        "Jan 2024."
    )
    assert told.source == "doc-2024-05 doc-2023-05"
    assert (told.start, told.months) == (pd.Timestamp("2024-05-01"), 1)


@pytest.mark.parametrize(
    "growth",
    [[4, -2, 3.1], [-4, -2, -3, -1, 3.1], [4, 3, 2, 1]],
    ids=["too fresh", "no earlier rise known", "no turn"],
)
def test_no_first_is_claimed_without_one(growth: list[float]) -> None:
    assert _texts(_tables(bilateral_monthly=_months(_year(2023, growth)))) == []


def test_no_first_is_claimed_over_a_hole_or_in_doubt() -> None:
    values = _year(2023, [4, -2, -3, -1, 3.1])
    del values["2024-03"]
    assert _texts(_tables(bilateral_monthly=_months(values))) == []
    coarse = _months(_year(2023, [4, -2, -3, -1, 3.1]), step_usd=1e9)
    assert _texts(_tables(bilateral_monthly=coarse)) == []


def test_trade_and_balance_of_the_year_to_date() -> None:
    sums = pd.concat([_sums(50, 60, 2023), _sums(44, 61, 2024)])
    assert _texts(_tables(bilateral_ytd=sums)) == [
        "In Jan–Jun 2024, trade between China and Russia came to 105.0 billion US dollars by "
        "China’s report, 4.5 % less than a year before.",
        "By China’s report, Russia sold China goods for 17.0 billion US dollars more than it "
        "bought in Jan–Jun 2024.",
    ]


@pytest.mark.parametrize(
    ("status", "ending"),
    [
        ("provisional", "a year before. The figures are provisional."),
        ("derived", "some follow from others."),
    ],
)
def test_what_is_not_simply_published_is_said_so(status: str, ending: str) -> None:
    sums = pd.concat([_sums(50, 60, 2023), _sums(44, 61, 2024, status)])
    assert _texts(_tables(bilateral_ytd=sums))[0].endswith(ending)


@pytest.mark.parametrize("status", ["stated", "estimated"])
def test_what_was_only_stated_carries_no_sentence(status: str) -> None:
    sums = pd.concat([_sums(50, 60, 2023), _sums(44, 61, 2024, status)])
    assert _texts(_tables(bilateral_ytd=sums)) == []


def test_no_figures_give_no_sentence() -> None:
    assert sentences(_tables(), View()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_tables_give_three_sentences_with_documents(
    tables: SnapshotTables, language: str
) -> None:
    found = sentences(tables, View(lang=language))
    documents = tables["documents"].set_index("id")
    assert len(found) == 3
    for each in found:
        assert each.text.strip()
        assert "{" not in each.text
        assert set(each.source.split()) <= set(documents.index)
        assert pd.notna(each.start)


def test_the_overview_shows_each_sentence_with_its_document(tables: SnapshotTables) -> None:
    page = find("/")
    assert page is not None
    assert page.besides is not None
    shown = as_text(page.besides(tables, View())[0])
    addresses = tables["documents"].set_index("id")["address"]
    for each in sentences(tables, View()):
        assert each.text in shown
        assert addresses[each.source.split()[0]] in shown
