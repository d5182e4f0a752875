"""A figure as plain data in the form of Plotly's JSON, put together piece by piece.

Plotly's own figure checks and copies every piece that is added to it, which takes longer than all
else that a chart does. Here nothing is checked until `figure` is asked for: by pictures, notebooks
and the tests over all charts, so that what the dashboard sends has been checked there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

LEGEND_MARK, LEGEND_LETTER, LEGEND_SIDES = 60, 8, 72
"""Of a legend the mark and the spaces of a column, a letter of its name, and what is beside it."""


@dataclass
class Drawing:
    """Traces and layout of a figure; names are nested as in JSON (`title={"text": …}`)."""

    layout: dict[str, Any]
    data: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, **trace: Any) -> None:
        """Draw a trace of a kind: 'scatter', 'bar' and so on."""
        self.data.append({"type": kind, **{name: _plain(each) for name, each in trace.items()}})

    def arrange(self, **parts: Any) -> None:
        """Settle parts of the layout; of an axis or a margin what is not named stays."""
        for name, part in parts.items():
            kept = self.layout.get(name)
            self.layout[name] = {**kept, **part} if isinstance(kept, dict) else part

    def annotate(self, **annotation: Any) -> None:
        """Write a text into the figure."""
        self.layout.setdefault("annotations", []).append(annotation)

    def shape(self, **shape: Any) -> None:
        """Draw a line or an outline over the figure."""
        self.layout.setdefault("shapes", []).append(shape)

    def legend_rows(self, width: int) -> int:
        """About how many rows a legend above the plot takes; its columns are as wide as the widest.

        `width` is the whole figure's, in pixels. Nothing where no legend is drawn.
        """
        shown = [
            trace["name"]
            for trace in self.data
            if trace.get("name") and trace.get("showlegend") is not False
        ]
        if len(shown) < 2 or self.layout.get("showlegend") is False:
            return 0
        column = LEGEND_MARK + LEGEND_LETTER * max(map(len, shown))
        return math.ceil(len(shown) / max(1, (width - LEGEND_SIDES) // column))

    def to_plotly_json(self) -> dict[str, Any]:
        """The figure as Plotly's JSON encoder asks for it."""
        return {"data": self.data, "layout": self.layout}

    def figure(self) -> go.Figure:
        """The same as a Plotly figure; raises ValueError where a piece is not Plotly's.

        Its shorthand for nested names counts as such: only Python knows it, the browser does not.
        """
        made = go.Figure(self.to_plotly_json())
        for given, known in zip([*self.data, self.layout], [*made.data, made.layout], strict=True):
            strange = {name for name, part in given.items() if part is not None} - {*known}
            if strange:
                raise ValueError(f"Plotly's JSON has no {', '.join(sorted(strange))}: nest it.")
        return made


def _plain(values: Any) -> Any:
    """The values of a column or table as an array, texts and lists as a list."""
    if isinstance(values, pd.Series) and values.dtype == object:
        return values.to_list()
    return values.to_numpy() if isinstance(values, pd.Series | pd.Index | pd.DataFrame) else values
