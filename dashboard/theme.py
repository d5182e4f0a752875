"""Colours, type and the Plotly templates: one place for the look.

The series colours are taken from Okabe and Ito's palette for colour-blind readers ('Color
Universal Design', 2008), darkened or lightened for contrast in each theme. A thing keeps its
colour on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

FONT = "Inter, 'Noto Sans', 'Noto Sans CJK SC', system-ui, -apple-system, 'Segoe UI', sans-serif"


@dataclass(frozen=True)
class Palette:
    """The colours of one theme."""

    paper: str
    text: str
    muted: str
    grid: str
    series: dict[str, str]


_LIGHT = {
    "export": "#0072B2",
    "import": "#C8500A",
    "total": "#3B4252",
    "balance": "#007A5A",
    "CHN": "#C8500A",
    "RUS": "#0072B2",
    "crude_oil": "#6B4423",
    "fuel_oil": "#B5651D",
    "coal": "#4A4E57",
    "lng": "#007F9E",
    "pipeline_gas": "#4C9BE8",
    "electricity": "#B58900",
    "statement": "#7A3E9D",
    "rouble": "#0072B2",
    "yuan": "#C8500A",
    "national": "#7A3E9D",
    "friendly": "#007A5A",
    "unfriendly": "#8A8F98",
    "usd": "#5A6B3B",
    "eur": "#4C6FB5",
    "other": "#B0B4BB",
}
_DARK = {
    "export": "#56B4E9",
    "import": "#F0903C",
    "total": "#D8DEE9",
    "balance": "#2FC99A",
    "CHN": "#F0903C",
    "RUS": "#56B4E9",
    "crude_oil": "#C69C6D",
    "fuel_oil": "#E39B5A",
    "coal": "#A5ABB8",
    "lng": "#3FC6E0",
    "pipeline_gas": "#7FBCFF",
    "electricity": "#E6C029",
    "statement": "#CC8FE8",
    "rouble": "#56B4E9",
    "yuan": "#F0903C",
    "national": "#CC8FE8",
    "friendly": "#2FC99A",
    "unfriendly": "#8A8F98",
    "usd": "#A9BE7C",
    "eur": "#8FAAE8",
    "other": "#6C717B",
}
PALETTES = {
    "light": Palette("#FFFFFF", "#1F2430", "#5F6773", "#E6E8EC", _LIGHT),
    "dark": Palette("#1B1E25", "#E9ECF1", "#A3ABB8", "#343943", _DARK),
}

SEQUENCE = ("#0072B2", "#C8500A", "#007A5A", "#7A3E9D", "#B58900", "#007F9E", "#A8325E", "#4A4E57")
SEQUENCE_DARK = (
    *("#56B4E9", "#F0903C", "#2FC99A", "#CC8FE8"),
    *("#E6C029", "#3FC6E0", "#EE7FA8", "#A5ABB8"),
)


def sequence(theme: str) -> tuple[str, ...]:
    """Colours of a theme for what has none of its own, in their order."""
    return SEQUENCE if theme == "light" else SEQUENCE_DARK


def palette(theme: str) -> Palette:
    """The palette of a theme ('light' or 'dark')."""
    return PALETTES[theme]


def colour(theme: str, name: str) -> str:
    """The colour that a thing has on every page; the total's for what has none of its own."""
    series = PALETTES[theme].series
    return series.get(name, series["total"])


@cache
def template_json(theme: str, separators: str) -> dict[str, Any]:
    """The same as plain data, made once."""
    made: dict[str, Any] = template(theme, separators).to_plotly_json()
    return made


def template(theme: str, separators: str = ".,") -> go.layout.Template:
    """The Plotly template of a theme: quiet axes, tabular figures, no chart junk.

    `separators` are the decimal sign and the one between thousands.
    """
    colours = PALETTES[theme]
    axis = {
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "zerolinecolor": colours.muted,
        "zerolinewidth": 1,
        "tickfont": {"color": colours.muted, "size": 12},
        "title": {"font": {"color": colours.muted, "size": 12}},
        "automargin": True,
    }
    layout = {
        "paper_bgcolor": colours.paper,
        "plot_bgcolor": colours.paper,
        "font": {"family": FONT, "color": colours.text, "size": 13},
        "colorway": list(sequence(theme)),
        "xaxis": {**axis, "showgrid": False, "ticklabelstandoff": 6},
        "yaxis": {**axis, "separatethousands": True, "exponentformat": "none"},
        "margin": {"l": 8, "r": 16, "t": 28, "b": 8},
        # Of bars and points, which are too small and too many for names beside them; lines have
        # theirs at their ends.
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "title": {"text": ""},
        },
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.grid,
            "font": {"family": FONT, "color": colours.text, "size": 13},
            "align": "left",
        },
        "bargap": 0.25,
        "separators": separators,
    }
    return go.layout.Template(layout=layout)
