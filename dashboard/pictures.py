"""Pictures of charts for the server: drawn once, kept while there is room, bounded in number.

They are known by chart, view (language and theme are part of it), kind of file, size and snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from cachetools import LRUCache

from dashboard.charts import Chart
from dashboard.metrics import IMAGES
from dashboard.once import Once
from dashboard.printing import Size, printed
from dashboard.render import Renderer
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.errors import BusyError

KINDS = ("png", "svg", "pdf")
PLACES = 4
"""Requests of a worker that may wait for pictures: half its threads, so that pages stay swift."""
KEPT_BYTES = 64_000_000
BUSY = "Too many pictures are being drawn at the moment. Ask again shortly."


class Pictures:
    """Draws what is asked for; a picture that several readers want at once is drawn once."""

    def __init__(
        self, renderer: Renderer, logo: str = "", places: int = PLACES, kept: int = KEPT_BYTES
    ) -> None:
        self._renderer = renderer
        self._logo = logo
        self._drawn: Once[bytes] = Once(LRUCache(kept, getsizeof=len), places, BUSY)

    def picture(
        self, chart: Chart, tables: SnapshotTables, view: View, kind: str, size: Size
    ) -> bytes:
        """A chart's picture; raises BusyError, DrawingError, BrowserMissingError."""

        def draw() -> bytes:
            figure, scale = printed(chart, tables, view, size, self._logo)
            return self._renderer.image(figure, kind, scale)

        return self.get((chart.id, view, kind, size, tables.snapshot.name), draw)

    def get(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        """What is held under a key, else what `draw` gives; raises BusyError besides."""
        held = self._drawn.at_hand(key)
        if held is not None:
            IMAGES.labels("kept").inc()
            return held
        try:
            return self._drawn.get(key, lambda: _counted(draw))
        except BusyError:
            IMAGES.labels("refused").inc()
            raise


def _counted(draw: Callable[[], bytes]) -> bytes:
    try:
        picture = draw()
    except Exception:
        IMAGES.labels("failed").inc()
        raise
    IMAGES.labels("drawn").inc()
    return picture
