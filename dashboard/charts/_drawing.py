"""What several charts draw alike: empty figures, lines with holes, names of periods and lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard import theme
from dashboard.drawing import Drawing
from dashboard.measures import PERCENT, POINTS
from dashboard.measures.series import year_starts
from dashboard.view import View
from dashboard.words import Words, message, words

PLOT_PIXELS = 310
"""About how high a chart's plotting area is drawn, for placing labels."""
LABEL_PIXELS = 15
NEAR = 0.12
"""Lines that end within this part of the axis have their names in one column."""
NAME_PIXELS = 16
"""Between a line's end and the edge, besides its name."""
NAME_LETTERS = {"en": 18, "ru": 18, "zh": 9}
"""Of a line of a name beside bars or points: more would leave these no room on a phone."""
MARKED_POINTS = 150
"""Up to here every point is marked plainly; more would be a thick line."""
FEW_YEARS = 6
SHORT_FLOW_NAMES = {
    "export": message("Exports<br>to Russia"),
    "import": message("Imports<br>from Russia"),
}
FLOW_NAMES = {
    "export": message("China’s exports to Russia"),
    "import": message("China’s imports from Russia"),
}


def blank(view: View) -> Drawing:
    """An empty figure in the view's theme."""
    return Drawing({"template": theme.template_json(view.theme, words(view.lang).separators)})


def add_line(
    figure: Drawing,
    data: pd.DataFrame,
    name: str,
    colour: str,
    hover: str,
    step: int | None = None,
) -> None:
    """A line through `period`/`value` that breaks at holes.

    A row is followed by the one that begins `step` months later (by its own length, if not given)
    and drawn where its last step begins: a sum of twelve months that moves on by one at its last.
    Rows of two months (January–February together) are drawn as a level stretch over both months:
    sums belong there at their `month_average`. `data` needs period, months, value, and what
    `with_hovers` gives.
    """
    points = _points_of(data, step)
    figure.add(
        "scatter",
        x=points.x,
        y=points.y,
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2.4},
        marker={"size": 5 if len(data) < MARKED_POINTS else 3, "color": colour},
        text=points.text,
        customdata=points.origin,
        hovertemplate=hover,
        connectgaps=False,
    )


def month_average(sums: pd.DataFrame) -> pd.Series:
    """The values of sums, those of January–February together at their monthly average."""
    return sums["value"] / np.where(sums["months"].to_numpy("int64") == 2, 2, 1)


_End = tuple[Any, Any, float]
"""A line with the place and the value of its last point."""


class _Points(NamedTuple):
    """The points of a line in months; a hole where `y` is not a number."""

    x: npt.NDArray[np.datetime64]
    y: npt.NDArray[np.float64]
    text: list[str]
    origin: list[Sequence[object]]


def _points_of(rows: pd.DataFrame, step: int | None) -> _Points:
    """The points of rows by period, a hole before each that does not follow the one before."""
    starts = rows["period"].to_numpy("datetime64[M]")
    order = np.argsort(starts, kind="stable")
    months, values, texts, found = (
        rows[name].to_numpy()[order] for name in ("months", "value", "text", "origin")
    )
    months = months.astype("int64")
    steps = np.full(len(rows), step) if step else months
    places = starts[order] + (months - steps)
    follow = places + steps
    gaps = np.append(0, (places[1:] > follow[:-1]).astype("int64"))
    drawn = np.where(months == 2, 2, 1)
    row = np.repeat(np.arange(len(rows)), drawn + gaps)
    # Of a row's points: -1 the hole before it, 0 its first month drawn, 1 the second.
    nth = np.concatenate([np.arange(-gap, count) for gap, count in zip(gaps, drawn, strict=True)])
    hole = nth < 0
    return _Points(
        np.where(hole, follow[row - 1], places[row] + nth).astype("datetime64[D]"),
        np.where(hole, np.nan, values.astype("float64")[row]),
        ["" if lost else texts[at] for at, lost in zip(row, hole, strict=True)],
        [() if lost else found[at] for at, lost in zip(row, hole, strict=True)],
    )


def places(rows: pd.DataFrame, view: View) -> pd.Series:
    """Where rows stand along a time axis: at their first month, moving sums at their last."""
    return rows["period"] + pd.DateOffset(months=11) if view.freq == "12m" else rows["period"]


def whole_years(years: pd.Series) -> dict[str, Any]:
    """An axis of years: each named where they are few, else as many as there is room for."""
    few = years.nunique() <= FEW_YEARS
    span = [years.min() - 0.5, years.max() + 0.5]
    return {"range": span, "tickangle": 0, **({"dtick": 1} if few else {"nticks": 5})}


def origins(rows: pd.DataFrame) -> list[list[object]]:
    """What a click on each drawn row needs to find its documents: their ids, period, months."""
    starts = rows["period"] if "period" in rows else year_starts(rows["year"])
    days = np.datetime_as_string(starts.to_numpy("datetime64[D]")).tolist()
    months = rows["months"].astype(int).to_list() if "months" in rows else [12] * len(rows)
    return [list(each) for each in zip(rows["source"].to_list(), days, months, strict=True)]


def with_hovers(rows: pd.DataFrame, shown: list[str], say: Words) -> pd.DataFrame:
    """The rows with what their points tell: `text` where a pointer rests, `origin` to a click.

    Made of all rows at once, before they are parted into lines: a frame takes as long for ten rows
    as for a hundred.
    """
    told = {"text": hover_texts(rows, shown, say), "origin": origins(rows)}
    # As objects: pandas would look through all of them and make texts of its own.
    columns = {name: pd.Series(each, rows.index, object) for name, each in told.items()}
    return rows.assign(**columns)


def hover_texts(rows: pd.DataFrame, shown: list[str], say: Words) -> list[str]:
    """For each row its period with the value as `shown`, the change on the year, whence it is.

    Told as far as the rows have it: the period in `span`, `period` or `year`, the change as
    `measures.on_year` gives it, then `status` and `document` (see `_documents.with_documents`).
    """
    lines = zip(_spans(rows, say), shown, _changes(rows, say), _known(rows, say), strict=True)
    return [
        "<br>".join(filter(None, [f"{when}: {value}", change, known]))
        for when, value, change, known in lines
    ]


def _spans(rows: pd.DataFrame, say: Words) -> list[str]:
    """The names of the rows' periods."""
    if "span" in rows:
        return list(rows["span"])
    if "period" not in rows:
        return [f"{year:.0f}" for year in rows["year"]]
    starts, lengths = rows["period"].to_list(), rows["months"].to_list()
    return [say.month(start, months) for start, months in zip(starts, lengths, strict=True)]


def _changes(rows: pd.DataFrame, say: Words) -> list[str]:
    """The rows' changes on the year in words, '' where there is none."""
    forms = {
        PERCENT: message("on the year: {change} %"),
        POINTS: message("on the year: {change} percentage points"),
    }
    column = next((name for name in forms if name in rows), None)
    if column is None:
        return [""] * len(rows)
    told = say(forms[column])
    return [
        "" if pd.isna(change) else told.format(change=say.number(change, 1, signed=True))
        for change in rows[column].to_list()
    ]


def _known(rows: pd.DataFrame, say: Words) -> list[str]:
    """How each row is known and from which document: 'published, TASS, document of 18 Jul 2026'."""
    states, documents = (
        rows[name].to_list() if name in rows else [""] * len(rows)
        for name in ("status", "document")
    )
    known = list(zip(states, documents, strict=True))
    said = {each: say.listed(filter(None, [say(each[0]), each[1]])) for each in set(known)}
    return [said[each] for each in known]


def direct_labels(figure: Drawing) -> None:
    """Name each line at its end instead of in a legend, leaving room at the right.

    Names that would stand on each other are moved apart; one within the plot, of a line that ends
    before the others, covers what runs behind it. Single points that have a line's colour have its
    name too.
    """
    filled = [_filled(trace) for trace in figure.data]
    places, values = map(np.concatenate, zip(*filled, strict=True))
    first, last = places.min(), places.max()
    drawn = [
        (trace, *_end(trace, last))
        for trace, (x, _) in zip(figure.data, filled, strict=True)
        if "lines" in trace["mode"] and len(x)
    ]
    span = [float(values.min()), float(values.max())]
    lines = max((trace["name"].count("<br>") + 1 for trace, _, _ in drawn), default=1)
    paper = figure.layout["template"]["layout"]["paper_bgcolor"]
    for column in _columns(drawn, (last - first) * NEAR):
        shifts = apart([y for _, _, y in column], span, lines * LABEL_PIXELS)
        for (trace, x, y), shift in zip(column, shifts, strict=True):
            behind = "rgba(0,0,0,0)" if x == last else paper
            figure.annotate(**_name_at_end(trace, x, y, shift, behind))
    margin = (last - first) * 0.01
    widest = max((text_pixels(trace["name"]) for trace, _, _ in drawn), default=0)
    figure.arrange(
        # Stated, because annotations would widen an automatic range.
        xaxis={"range": [first - margin, last + margin]},
        showlegend=False,
        margin={"r": NAME_PIXELS + widest},
    )


def _end(trace: dict[str, Any], last: Any) -> tuple[Any, float]:
    """The point that a line is named at: its last.

    Where that one stands alone amid other lines, which the name would cover, the last that is
    joined to the one before it.
    """
    x, y = trace["x"], trace["y"]
    known = ~np.isnan(y)
    newest = np.flatnonzero(known)[-1]
    joined = np.flatnonzero(known[1:] & known[:-1]) + 1
    at = newest if x[newest] == last or not len(joined) else joined[-1]
    return x[at], float(y[at])


def _columns(drawn: list[_End], near: Any) -> list[list[_End]]:
    """Lines' ends by where their names stand: those that end near each other in one column."""
    columns: list[list[_End]] = []
    for end in sorted(drawn, key=lambda each: each[1]):
        if columns and end[1] - columns[-1][-1][1] <= near:
            columns[-1].append(end)
        else:
            columns.append([end])
    return columns


def _name_at_end(trace: Any, x: Any, y: float, shift: float, paper: str) -> dict[str, object]:
    return {
        "x": x,
        "y": y,
        "text": trace["name"],
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "xshift": 8,
        "yshift": shift,
        "font": {"color": trace["line"]["color"], "size": 12},
        "bgcolor": paper,
        "borderpad": 0,
    }


def in_lines(name: str, say: Words, letters: int | None = None) -> str:
    """A name in lines short enough to stand beside what it names, on a phone too.

    Or in lines of so many letters, where there is room for less.
    """
    return "<br>".join(say.wrapped(name, letters or NAME_LETTERS[say.language]))


def text_pixels(text: str) -> int:
    """About how wide the longest line of a text of size 12 is; Chinese letters are square."""
    return max(
        sum(12 if unicodedata.east_asian_width(letter) in "WF" else 7 for letter in line)
        for line in text.split("<br>")
    )


def apart(heights: list[float], values: list[float], least: int) -> list[float]:
    """How many pixels to move each label up so that neighbours keep `least` pixels between them."""
    span = max([*values, 0.0]) - min([*values, 0.0]) or 1.0
    pixels = [height / span * PLOT_PIXELS for height in heights]
    placed: dict[int, float] = {}
    floor = float("-inf")
    for index in sorted(range(len(pixels)), key=lambda each: pixels[each]):
        placed[index] = max(pixels[index], floor)
        floor = placed[index] + least
    return [placed[index] - pixels[index] for index in range(len(pixels))]


def _filled(trace: dict[str, Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.float64]]:
    """Where a trace has a value, and the values."""
    known = ~np.isnan(trace["y"])
    return trace["x"][known], trace["y"][known]
