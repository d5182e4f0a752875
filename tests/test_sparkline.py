"""The small pictures on the tiles: their shape, and what the words beside them say."""

from __future__ import annotations

import math
import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import trends
from dashboard.headlines import headlines, tiles
from dashboard.shelf import SnapshotTables, as_known_on
from dashboard.sparkline import EDGE, HEIGHT, WIDTH, address, sparkline
from dashboard.theme import colour
from dashboard.view import View
from dashboard.words import LANGUAGES, words
from tests.test_cards import as_text

HOLE = math.nan


def parts(values: list[float]) -> tuple[list[str], list[ET.Element]]:
    """What is drawn: the paths, zero's before the line's, and the marks."""
    root = ET.fromstring(sparkline(values, "#0072B2"))  # noqa: S314 -- our own
    drawn = {
        kind: root.findall(f"{{http://www.w3.org/2000/svg}}{kind}") for kind in ("path", "circle")
    }
    return [path.attrib["d"] for path in drawn["path"]], drawn["circle"]


def test_a_line_rises_from_the_left_and_its_last_point_is_marked() -> None:
    (line,), (mark,) = parts([1, 2, 3])
    assert line == "M3.0,25.0L48.0,14.0 93.0,3.0"
    assert (mark.attrib["cx"], mark.attrib["cy"]) == ("93.0", "3.0")


def test_holes_stay_holes_and_a_point_between_two_is_a_dot() -> None:
    (line,), _ = parts([1, 2, HOLE, 3, HOLE, 2, 1])
    assert line.count("M") == 3
    assert "M48.0,3.0h0" in line


def test_the_last_known_value_is_marked_where_it_is_not_the_last() -> None:
    _, (mark,) = parts([1, 2, HOLE])
    assert float(mark.attrib["cx"]) == WIDTH / 2


def test_a_single_value_is_a_dot_at_the_right() -> None:
    (line,), _ = parts([7])
    assert line == f"M{WIDTH - EDGE}.0,{HEIGHT / 2}h0"


def test_a_constant_series_runs_through_the_middle() -> None:
    (line,), _ = parts([5, 5])
    assert set(re.findall(r",([\d.]+)", line)) == {f"{HEIGHT / 2}"}


@pytest.mark.parametrize("values", [[], [HOLE], [HOLE, HOLE]])
def test_without_a_value_the_picture_is_empty(values: list[float]) -> None:
    assert parts(values) == ([], [])


def test_zero_is_drawn_where_values_lie_on_both_sides() -> None:
    (zero, _), _ = parts([-1, 1])
    assert zero == f"M{EDGE},{HEIGHT / 2}H{WIDTH - EDGE}"
    assert len(parts([-2, -1])[0]) == 1


@given(st.lists(st.floats(-1e12, 1e12) | st.just(HOLE), max_size=30))
def test_everything_drawn_lies_within_the_picture(values: list[float]) -> None:
    paths, _ = parts(values)
    for x, y in re.findall(r"([-\d.]+),([-\d.]+)", " ".join(paths)):
        assert EDGE <= float(x) <= WIDTH - EDGE
        assert EDGE <= float(y) <= HEIGHT - EDGE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_tile_shows_the_course_of_its_figure(theme: str, tables: SnapshotTables) -> None:
    text = as_text(tiles(tables, View(theme=theme)))
    pictures = [unquote(each) for each in re.findall(r'"src": "(data:image/svg[^"]*)"', text)]
    roles = ("total", "balance", "total", "import")
    assert len(pictures) == len(roles)
    for picture, role in zip(pictures, roles, strict=True):
        assert colour(theme, role) in picture
        assert picture.endswith("</svg>")
    assert len(text) < 10_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_course_ends_with_the_period_of_its_tile(language: str, tables: SnapshotTables) -> None:
    say = words(language)
    to_date, surplus, year, share, said = headlines(tables, say)
    assert said.trend is None
    newest = say.month(pd.Timestamp(2026, 6, 1))
    for tile in (to_date, surplus, share):
        assert tile.trend
        assert f" – {newest}" in tile.trend.told
        assert len(tile.trend.values) == trends.MONTHS
    assert year.trend
    assert year.trend.values[-1] == pytest.approx(228.105e9)
    assert "2014 – 2025" in year.trend.told


def test_months_published_together_are_drawn_at_their_average(tables: SnapshotTables) -> None:
    say = words("en")
    months = pd.period_range("2024-07", "2026-06", freq="M").astype(str)
    flows = trends.flows_by_month(tables)
    trade = trends.trade_by_month(flows, pd.Period("2026-06", "M"), say)
    share = trends.share_by_month(flows, tables, pd.Period("2026-06", "M"), say)
    assert trade
    assert share
    values = dict(zip(months, zip(trade.values, share.values, strict=True), strict=True))
    assert values["2025-01"] == values["2025-02"]
    assert values["2025-01"] == pytest.approx((34.765e9 / 2, 19.809 / (186.4 + 183.6) * 100))
    later = trends.trade_by_month(flows, pd.Period("2027-01", "M"), say)
    assert later
    assert later.values[0] == values["2025-02"][0]
    assert values["2026-06"] == pytest.approx((24.35138e9, 12.91884 / 286.764 * 100), rel=1e-5)


def test_a_course_with_gaps_says_so_and_one_of_a_single_value_is_none() -> None:
    totals = pd.DataFrame({"year": [2019, 2021], "total_usd": [2e9, 1e9]})
    told = trends.trade_by_year(totals, words("en"))
    assert told
    assert [math.isnan(value) for value in told.values] == [False, True, False]
    assert told.told == (
        "Trade by year, 2019 – 2021: from 2.0 bn USD to 1.0 bn USD, lowest 1.0 bn USD, "
        "highest 2.0 bn USD, with gaps where no figure was published"
    )
    assert trends.trade_by_year(totals.head(1), words("en")) is None


@pytest.mark.parametrize(("day", "drawn"), [("2003-01-01", 1), ("2023-02-01", 4)])
def test_an_earlier_day_draws_what_was_known_then(
    day: str, drawn: int, tables: SnapshotTables
) -> None:
    then = as_known_on(tables, day)
    assert as_text(tiles(then, View(asof=day))).count("data:image/svg") == drawn


def test_the_address_holds_the_whole_picture() -> None:
    picture = sparkline([1, 2], "#0072B2")
    assert unquote(address(picture)) == f"data:image/svg+xml,{picture}"
    assert not set('"<>#') & set(address(picture))
