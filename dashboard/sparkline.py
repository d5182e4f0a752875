"""A series as a small picture without axes: its course, its holes, its last point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

WIDTH, HEIGHT = 96, 28
EDGE = 3
"""Pixels kept free around the line, for the mark of its last point."""

_Place = tuple[float, float]


def sparkline(values: Sequence[float], colour: str) -> str:
    """The values, evenly spaced, as an SVG of WIDTH × HEIGHT; a hole (NaN) breaks the line.

    The highest value touches the top and the lowest the bottom, so that the shape tells the course
    and not the level; a thin line marks zero where values lie on both sides of it. The last value
    that is known has a dot, and so has one between two holes. Without any the picture is empty.
    """
    known = [value for value in values if not math.isnan(value)]
    drawn = _drawn(values, min(known), max(known), colour) if known else ""
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'


def address(svg: str) -> str:
    """An address that holds the picture whole."""
    return "data:image/svg+xml," + quote(svg, safe=" =:/,'")


def _drawn(values: Sequence[float], low: float, high: float, colour: str) -> str:
    places = _places(values, low, high)
    runs = [[place for place in run if place] for known, run in groupby(places, bool) if known]
    x, y = runs[-1][-1]
    stroke = f'fill="none" stroke="{colour}"'
    zero = f"M{EDGE},{_height(0, low, high):.1f}H{WIDTH - EDGE}"
    return (
        (f'<path d="{zero}" {stroke} stroke-opacity="0.4"/>' if low < 0 < high else "")
        + f'<path d="{"".join(map(_run, runs))}" {stroke} stroke-width="1.5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>'
    )


def _places(values: Sequence[float], low: float, high: float) -> list[_Place | None]:
    """Where each value stands; a single one at the right edge."""
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    right = WIDTH - EDGE - step * (len(values) - 1)
    return [
        None if math.isnan(value) else (right + step * place, _height(value, low, high))
        for place, value in enumerate(values)
    ]


def _height(value: float, low: float, high: float) -> float:
    """Pixels below the top; the middle where all values are alike."""
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _run(run: list[_Place]) -> str:
    """A stretch without a hole; one of no length is drawn as a dot, by its round ends."""
    points = [f"{x:.1f},{y:.1f}" for x, y in run]
    return f"M{points[0]}" + ("L" + " ".join(points[1:]) if len(points) > 1 else "h0")
