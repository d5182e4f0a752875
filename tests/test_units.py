"""Figures are told as the readers of each language count: billions, or 亿 and 万."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.io.json import to_json_plotly

from dashboard import charts
from dashboard.headlines import headlines
from dashboard.sentences import sentences
from dashboard.shelf import SnapshotTables
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import LANGUAGES, words

BASES = ("usd", "cny", "rub", "t", "m3", "kWh", "bbl/d")
SCALED = {
    "trade-by-year": ("亿美元", 10),
    "trade-volume": ("亿美元", 10),
    "trade-balance": ("亿美元", 10),
    "year-to-date": ("亿美元", 10),
    "mirror-trade": ("亿美元", 10),
    "sector-mix": ("亿美元", 10),
    "product-parts": ("亿美元", 10),
    "product-history": ("亿美元", 10),
    "product-tree": ("亿美元", 10),
    "product-flows": ("亿美元", 10),
    "trade-heatmap": ("亿美元", 10),
    "crude-suppliers": ("万吨", 100),
    "energy-volume": ("万吨", 100),
}
"""Charts of amounts, the unit that Chinese readers expect, and how many of it the usual one is."""


@pytest.mark.parametrize(
    ("base", "value", "told"),
    [
        ("usd", 228.0e9, {"en": "228.0 bn USD", "ru": "228,0 млрд долл.", "zh": "2,280 亿美元"}),
        ("cny", 1594.1e9, {"en": "1,594.1 bn CNY", "zh": "15,941 亿元"}),
        ("t", 108.5e6, {"en": "108.5 million tonnes", "ru": "108,5 млн т", "zh": "10,850 万吨"}),
        ("m3", 38.8e9, {"en": "38.8 billion cubic metres", "zh": "388 亿立方米"}),
    ],
)
def test_an_amount_is_told_as_readers_count(base: str, value: float, told: dict[str, str]) -> None:
    for language, expected in told.items():
        measured = unit(base, language)
        assert measured.said(value / measured.size, words(language), 1) == expected


def test_what_is_not_nothing_is_never_told_as_zero() -> None:
    tonnes = unit("t", "en")
    assert tonnes.said(16 / tonnes.size, words("en")) == "0.00002 million tonnes"
    assert tonnes.said(-3_000 / tonnes.size, words("en")) == "-0.003 million tonnes"
    assert tonnes.said(0.0, words("en")) == "0.00 million tonnes"


@given(value=st.floats(1e6, 1e13), base=st.sampled_from(BASES))
def test_every_language_tells_one_amount(value: float, base: str) -> None:
    """As fine in every language, so that none says more than the figure holds."""
    usual = unit(base, "en")
    for language in LANGUAGES:
        own = unit(base, language)
        finest = own.size / 10 ** own.decimals(2)
        assert finest == pytest.approx(usual.size / 100)
        told = own.number(value / own.size, words("en"), 2).replace(",", "")
        assert float(told) * own.size == pytest.approx(value, abs=finest * 0.501)


@pytest.mark.parametrize("name", SCALED)
def test_a_chart_s_data_axis_and_subtitle_stand_in_the_language_s_unit(
    name: str, tables: SnapshotTables
) -> None:
    chart = charts.get(name)
    data, usual = (chart.select(tables, View(lang=language)) for language in ("zh", "en"))
    expected, times = SCALED[name]
    assert data["value"].to_numpy() == pytest.approx(usual["value"].to_numpy() * times)
    view = View(lang="zh")
    drawn = json.dumps(json.loads(to_json_plotly(chart.draw(data, view))), ensure_ascii=False)
    assert expected in drawn + chart.subtitle(view)
    assert "十亿" not in drawn + chart.subtitle(view)
    assert "百万" not in drawn + chart.subtitle(view)


def test_tiles_and_sentences_count_alike(tables: SnapshotTables) -> None:
    tiles = " ".join(f"{each.value} {each.detail}" for each in headlines(tables, words("zh")))
    told = " ".join(each.text for each in sentences(tables, View(lang="zh")))
    assert "2,281 亿美元" in tiles
    for text in (tiles, told):
        assert "亿美元" in text
        assert "十亿" not in text
        assert "百万" not in text
