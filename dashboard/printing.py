"""A chart as it leaves the dashboard: with its title, unit, sources and vintage in the picture."""

from __future__ import annotations

import base64
import datetime as dt
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from dashboard import charts, sources, theme
from dashboard.charts import Chart
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from dashboard.words import Words, words
from etl.errors import AmurError, UnknownNameError

TITLE_TOP, TITLES, HEAD, FOOT = 38, 88, 124, 84
"""The title's middle, the end of the subtitle, the plot's beginning, and what is below it."""
FOOT_LINES, FOOT_LINE = 2, 16
"""Lines that there is room for below the plot, and the height of one more."""
LEGEND_ROWS, LEGEND_ROW = 2, 22
"""Rows of a legend that the head has room for, and the height of one more."""
LETTERS_A_WIDTH = {"en": 0.142, "ru": 0.142, "zh": 0.08}
"""Letters of the source line that fit in a unit of width."""
LOGO_WIDTH, LOGO_HEIGHT, LOGO_TOP = 180, 56, 24


@dataclass(frozen=True)
class Size:
    """A picture's width and height in pixels, and the width that its texts are set for.

    A chart that needs more height than the size has is set for a wider and higher sheet and
    scaled down into it; with `grows` the picture becomes higher instead.
    """

    width: int
    height: int
    set_for: int
    grows: bool = False


SIZES = {
    "wide": Size(2400, 1350, 1200, grows=True),
    "slide": Size(1920, 1080, 1200),
    "print": Size(2480, 1748, 1240),
    "card": Size(1200, 630, 960),
}
"""For screens, slides, print (A5 across at 300 dots an inch) and social media."""


def printed(
    chart: Chart, tables: SnapshotTables, view: View, size: Size = SIZES["wide"], logo: str = ""
) -> tuple[go.Figure, float]:
    """The chart's figure with title and subtitle above, sources below; pixels a unit of its layout.

    `logo` is an image's address, such as `logo_address` gives.
    """
    data, drawn, _ = charts.drawing(chart, tables, view)
    figure = drawn.figure()
    width, height, scale = _sheet(size, (figure.layout.height or 0) + 180)
    letters = int(width * LETTERS_A_WIDTH[view.lang])
    told = told_below(chart, data, tables, view)
    lines = [line for text in told for line in words(view.lang).wrapped(text, letters)]
    foot = FOOT + FOOT_LINE * max(0, len(lines) - FOOT_LINES)
    margin = figure.layout.margin
    rows = LEGEND_ROW * max(0, drawn.legend_rows(width) - LEGEND_ROWS)
    head = max(HEAD + rows, TITLES + (margin.t or 0))
    figure.update_layout(
        width=width,
        height=height,
        title=_title(chart, view, height),
        margin={"l": max(margin.l or 0, 40), "t": head, "b": foot, "r": max(margin.r or 0, 32)},
    )
    figure.add_annotation(_foot(lines, view))
    if logo:
        figure.add_layout_image(_logo(logo, width, height - head - foot, head))
    return figure, scale


def told_below(chart: Chart, data: pd.DataFrame, tables: SnapshotTables, view: View) -> list[str]:
    """What stands below a chart: its caption ('' for none), then its sources and vintage."""
    say = words(view.lang)
    known = say.clauses([sources.of_data(data, tables, say).line, _known(tables, view, say)])
    return [charts.caption(chart, data, view), sources.cite(chart, known, say)]


def size_named(name: str | None) -> Size:
    """A size by its name, the first for None; raises UnknownNameError."""
    chosen = name or next(iter(SIZES))
    if chosen not in SIZES:
        raise UnknownNameError("size", chosen, list(SIZES))
    return SIZES[chosen]


def logo_address(path: Path | None) -> str:
    """A logo's file as an address that holds it whole ('' for none); raises AmurError."""
    if path is None:
        return ""
    kind = mimetypes.guess_type(path.name)[0] or ""
    if not kind.startswith("image/"):
        raise AmurError(f"The logo {path} is no image. Name a PNG, SVG or JPEG file.")
    try:
        content = base64.b64encode(path.read_bytes()).decode()
    except OSError as error:
        raise AmurError(f"The logo {path} cannot be read ({error.strerror}).") from error
    return f"data:{kind};base64,{content}"


def _sheet(size: Size, needed: int) -> tuple[int, int, float]:
    """Width and height of the layout, and pixels a unit of it."""
    height = size.set_for * size.height / size.width
    if size.grows:
        return size.set_for, round(max(height, needed)), size.width / size.set_for
    stretch = max(1.0, needed / height)
    width, height = round(size.set_for * stretch), round(height * stretch)
    # The browser cuts fractions of pixels off: a hair more keeps the last column and row.
    return width, height, max(size.width / width, size.height / height) + 1e-6


def _title(chart: Chart, view: View, height: int) -> dict[str, object]:
    say = words(view.lang)
    text = (
        f"<b>{say(chart.title)}</b><br><span style='font-size:15px'>{chart.subtitle(view)}</span>"
    )
    font = {"size": 24, "color": theme.palette(view.theme).text}
    place = {"x": 0.02, "xanchor": "left", "y": 1 - TITLE_TOP / height, "yanchor": "top"}
    return {"text": text, "font": font, **place}


def _known(tables: SnapshotTables, view: View, say: Words) -> str:
    """The vintage: the day on which the figures were what they are here."""
    published = dt.datetime.fromisoformat(tables.snapshot.manifest["published_at"])
    day = dt.date.fromisoformat(view.asof) if view.asof else published.date()
    return say("as known on {day}", day=say.day(day))


def _foot(lines: list[str], view: View) -> dict[str, object]:
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "y": 0,
        "xref": "paper",
        "yref": "paper",
        "yshift": -44,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "font": {"size": 12, "color": theme.palette(view.theme).muted},
    }


def _logo(address: str, width: int, down: int, head: int) -> dict[str, object]:
    """The logo in the upper right corner, in shares of the plot, which is `down` high."""
    across = width - 40 - 32
    return {
        "source": address,
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 1 + (head - LOGO_TOP) / down,
        "sizex": LOGO_WIDTH / across,
        "sizey": LOGO_HEIGHT / down,
        "xanchor": "right",
        "yanchor": "top",
    }
