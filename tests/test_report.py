"""The brief of a month: stands alone, in the reader's language, and knows nothing later."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard.headlines import headlines
from dashboard.report import until
from dashboard.shelf import SnapshotTables
from dashboard.words import words
from etl.settings import Settings
from tests.test_cli import amur, said

MONTH = dt.date(2024, 6, 1)


@pytest.mark.browser
def test_a_brief_is_a_page_that_needs_nothing_else_and_a_pdf(
    real: Settings, tmp_path: Path
) -> None:
    done = amur(real, "report", "--month", "2026-06", "--lang", "ru", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr.decode()
    page = (tmp_path / "amur-2026-06.ru.html").read_text()
    assert '<html lang="ru">' in page
    assert not re.search(r'(?:src|href)="(?!data:|https?://)|<link|<script|url\(', page)
    assert not re.search(r'src="http', page)
    assert page.count("<img alt=") >= 8
    assert all(len(told) > 20 for told in re.findall(r'<img alt="([^"]*)"', page))
    assert "134,2" in page
    assert page.count("<p>") >= 3
    pdf = PdfReader(io.BytesIO((tmp_path / "amur-2026-06.ru.pdf").read_bytes()))
    assert "134,2" in pdf.pages[0].extract_text()
    assert "июнь 2026" in pdf.pages[0].extract_text()


def test_a_brief_of_an_earlier_month_knows_nothing_later(tables: SnapshotTables) -> None:
    then = {name: until(tables[name], MONTH) for name in tables}
    assert then["bilateral_monthly"]["period"].max() == pd.Timestamp(2024, 6, 1)
    assert then["statements"]["date"].max() <= pd.Timestamp(2024, 6, 30)
    assert then["bilateral_annual"]["year"].max() == 2023
    newest = then["bilateral_ytd"].sort_values(["year", "months"]).iloc[-1]
    assert (newest["year"], newest["months"]) == (2024, 6)
    assert len(then["documents"]) == len(tables["documents"])
    assert "Jan–Jun 2024" in headlines(then, words("en"))[0].label


def test_a_period_of_several_months_counts_by_its_end() -> None:
    starts = pd.to_datetime(["2024-06-01", "2024-05-01", "2024-05-01", "2023-07-01"])
    frame = pd.DataFrame({"start": starts, "months": [1, 2, 3, 12]})
    assert list(until(frame, MONTH)["months"]) == [1, 2, 12]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--month", "2030-01"), "Nothing is held of 2030-01: the newest month"),
        (("--month", "June"), "a month was expected, such as 2026-06"),
        (("--month", "2026-06", "--lang", "fr"), "no language named 'fr'"),
    ],
)
def test_a_brief_that_cannot_be_written_is_one_sentence(
    real: Settings, options: tuple[str, ...], words: str
) -> None:
    assert words in " ".join(said(amur(real, "report", *options)).split())
