"""Pictures of charts for the server: drawn once, kept while there is room, bounded in number.

They are known by chart, view (language and theme are part of it), kind of file, size and snapshot.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock

from dashboard.charts import Chart
from dashboard.metrics import IMAGES
from dashboard.printing import Size, printed
from dashboard.render import Renderer
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.errors import BusyError

KINDS = ("png", "svg", "pdf")
PLACES = 4
"""Requests of a worker that may wait for pictures: half its threads, so that pages stay swift."""
KEPT_BYTES = 64_000_000


class Pictures:
    """Draws what is asked for; a picture that several readers want at once is drawn once."""

    def __init__(
        self, renderer: Renderer, logo: str = "", places: int = PLACES, kept: int = KEPT_BYTES
    ) -> None:
        self._renderer = renderer
        self._logo = logo
        self._places = BoundedSemaphore(places)
        self._kept = kept
        self._held: OrderedDict[Hashable, Future[bytes]] = OrderedDict()
        self._lock = Lock()

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
        with self._lock:
            held = self._held.get(key)
        if held is not None and held.done():
            IMAGES.labels("kept").inc()
            return held.result()
        if not self._places.acquire(blocking=False):
            IMAGES.labels("refused").inc()
            raise BusyError("Too many pictures are being drawn at the moment. Ask again shortly.")
        try:
            return self._drawn(key, draw)
        finally:
            self._places.release()

    def _drawn(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        with self._lock:
            first = key not in self._held
            picture = self._held.setdefault(key, Future())
            self._held.move_to_end(key)
        if first:
            try:
                picture.set_result(draw())
                IMAGES.labels("drawn").inc()
            except Exception as error:
                IMAGES.labels("failed").inc()
                with self._lock:
                    del self._held[key]
                picture.set_exception(error)
            self._make_room()
        return picture.result()

    def _make_room(self) -> None:
        """Let go of the pictures that were asked for longest ago."""
        with self._lock:
            done = {key: len(each.result()) for key, each in self._held.items() if each.done()}
            over = sum(done.values()) - self._kept
            for key, size in done.items():
                if over <= 0:
                    break
                del self._held[key]
                over -= size
