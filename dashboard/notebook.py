"""The Python interface for notebooks and scripts: open the store, find series, get frames, draw.

from dashboard.notebook import open_store

amur = open_store()
amur.tables()                                  # what there is
amur.table("bilateral_annual")                 # a frame
amur.chart("trade-volume", freq="year")        # a Plotly figure
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard import charts
from dashboard.printing import printed
from dashboard.shelf import SnapshotTables, as_known_on
from dashboard.view import exact
from etl.as_of import table_as_of
from etl.errors import AmurError
from etl.marts._series import SERIES
from etl.refresh import Wish, is_fresh, refresh
from etl.settings import Settings, load_settings
from etl.store import Snapshot, Store


@dataclass(frozen=True)
class Amur:
    """One published snapshot; open the store again to take up a newer one."""

    snapshot: Snapshot

    def tables(self) -> pd.DataFrame:
        """Every table: `table`, `meaning`, `rows`."""
        return self.snapshot.table("catalogue")

    def table(self, name: str, as_of: dt.date | str | None = None) -> pd.DataFrame:
        """A table, on demand as it was known on a day; raises UnknownNameError."""
        if as_of is None:
            return self.snapshot.table(name)
        day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        return table_as_of(self.snapshot, name, day)

    def series(self) -> pd.DataFrame:
        """Every monthly series: `id`, what names it, `first` and `last` month, `count` of figures.

        The ids are those of the data API, such as `GACC.CHN.RUS.export.TOTAL.value.USD`.
        """
        return self.snapshot.table("series")

    def months(self, **wanted: str) -> pd.DataFrame:
        """Monthly figures, chosen by the columns that name a series.

        `months(product="lng", measure="quantity")` gives `start`, `months`, `value`, `unit` and
        where each is from. Raises AmurError for a column that does not exist.
        """
        frame = self.snapshot.table("series_monthly")
        for column, value in wanted.items():
            if column not in SERIES:
                raise AmurError(f"A series has no '{column}'. It has: {', '.join(SERIES)}.")
            frame = frame[frame[column] == value]
        return frame.reset_index(drop=True)

    def charts(self) -> pd.DataFrame:
        """Every chart: `id`, `title`, and the parameters that it answers to."""
        rows = [
            (chart.id, chart.title, ", ".join(chart.controls))
            for chart in charts.discover().values()
        ]
        return pd.DataFrame(rows, columns=["id", "title", "parameters"])

    def chart(self, name: str, **parameters: str) -> go.Figure:
        """A chart as it is exported, with title and sources; parameters are those of its address.

        `from` is a word of Python: pass it as `from_`. Raises UnknownNameError for a chart and
        ParameterError for a parameter that cannot be read.
        """
        view = exact({key.removesuffix("_"): value for key, value in parameters.items()})
        tables = as_known_on(SnapshotTables(self.snapshot), view.asof)
        figure, _ = printed(charts.get(name), tables, view)
        return figure


def open_store(settings: Settings | None = None) -> Amur:
    """The published snapshot, built first from what is bundled and kept where that is needed."""
    settings = settings or load_settings()
    if not is_fresh(settings):
        refresh(settings, Wish(offline=True), dt.date.today())
    return Amur(Store(settings.store).current())
