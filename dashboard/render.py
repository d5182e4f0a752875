"""Figures to PNG, SVG and PDF in one warm browser: images timed, the browser replaced if it dies.

Kaleido's own server hands results to whichever thread asks first, so that two readers could get
each other's picture, and stays dead once its browser died. Here every image is a task of one event
loop, which returns to the thread that asked.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import time
from collections.abc import Sequence
from threading import Lock, Thread
from typing import Any

import kaleido
import plotly.graph_objects as go

from dashboard import plotly_file
from dashboard.browser import find_browser
from dashboard.tab import images
from etl.errors import DrawingError

START_SECONDS = 60
LOOK_SECONDS = 0.2
TRIES = 2
"""A browser that died takes the image in hand with it: that image is drawn once more."""


class Renderer:
    """A browser that opens at the first image and stays open for the next; safe to share.

    `tabs` figures are drawn at once, the others wait for their turn; `seconds` bounds each.
    """

    def __init__(self, tabs: int = 1, seconds: float = 30) -> None:
        self._tabs = tabs
        self._seconds = seconds
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._browser: kaleido.Kaleido | None = None

    def image(self, figure: go.Figure, kind: str, scale: float) -> bytes:
        """One image ('png', 'svg' or 'pdf'); `scale` is in pixels a unit of the layout.

        Raises what `images` raises.
        """
        return self.images(figure, [kind], scale)[kind]

    def images(self, figure: go.Figure, kinds: Sequence[str], scale: float) -> dict[str, bytes]:
        """One figure's images by kind, drawn once for all.

        Raises BrowserMissingError, and DrawingError where the figure takes too long or the browser
        dies over it twice.
        """
        drawing = self._draw(figure, kinds, scale)
        return asyncio.run_coroutine_threadsafe(drawing, self._running()).result()

    def close(self) -> None:
        """Close the browser; the next image would open another."""
        with self._starting:
            loop, self._loop = self._loop, None
        if loop is not None:
            asyncio.run_coroutine_threadsafe(self._close(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()
            loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        """The loop of this process; started late, since a server forks its workers first."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # Once waited for, they belong to the loop, which may be another after `close`.
                self._turns = asyncio.Semaphore(self._tabs)
                self._opening = asyncio.Lock()
                self._thread = Thread(target=self._loop.run_forever, name="renderer", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            return self._loop

    async def _draw(
        self, figure: go.Figure, kinds: Sequence[str], scale: float
    ) -> dict[str, bytes]:
        async with self._turns:
            for _ in range(TRIES):
                browser = await self._open()
                drawing = asyncio.ensure_future(_in_a_tab(browser, figure, kinds, scale))
                drawing.add_done_callback(_forget)
                in_time = await self._ends(drawing, browser)
                if drawing.done() and drawing.exception() is None:
                    return drawing.result()
                self._discard(browser)
                if not in_time:
                    raise DrawingError(
                        f"The image took longer than {self._seconds:g} seconds and was given up. "
                        "Ask again, or choose a shorter period."
                    )
        reason = repr(drawing.exception()) if drawing.done() else "it ended"
        raise DrawingError(
            f"The browser failed over this image ({reason}). Ask again; if it fails again, see "
            "that the machine has memory left."
        )

    async def _ends(self, drawing: asyncio.Future[Any], browser: kaleido.Kaleido) -> bool:
        """Wait for a drawing or its browser to end; whether one did within the time of an image.

        Kaleido may wait for ever for the answer of a browser that died.
        """
        deadline = time.monotonic() + self._seconds
        while time.monotonic() < deadline:
            await asyncio.wait({drawing}, timeout=LOOK_SECONDS)
            if drawing.done() or not _lives(browser):
                return True
        return False

    async def _open(self) -> kaleido.Kaleido:
        async with self._opening:
            if self._browser is None or not _lives(self._browser):
                # Without MathJax: nothing here needs it, and Kaleido would fetch it.
                browser = kaleido.Kaleido(
                    n=self._tabs,
                    path=find_browser(),
                    plotlyjs=plotly_file.FILE.as_uri(),
                    mathjax=False,
                    timeout=None,
                )
                try:
                    await asyncio.wait_for(browser.open(), START_SECONDS)
                except Exception as error:
                    raise DrawingError(
                        f"The browser {find_browser()} does not start ({error!r}). Try it by hand."
                    ) from error
                self._browser = browser
            return self._browser

    def _discard(self, browser: kaleido.Kaleido) -> None:
        """End a browser that died or hangs; what else it was drawing fails and is drawn anew."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(browser.subprocess.pid, signal.SIGKILL)  # Kaleido gives it a group of its own
        if self._browser is browser:
            self._browser = None

    async def _close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
            self._browser = None


async def _in_a_tab(
    browser: kaleido.Kaleido, figure: go.Figure, kinds: Sequence[str], scale: float
) -> dict[str, bytes]:
    free = await browser.tabs_ready.get()
    try:
        return await images(free.tab, figure, kinds, scale)
    finally:
        browser.tabs_ready.put_nowait(free)


def _lives(browser: kaleido.Kaleido) -> bool:
    return browser.subprocess.poll() is None


def _forget(drawing: asyncio.Future[Any]) -> None:
    """Take note of how a drawing that was given up ended, so that asyncio does not complain."""
    if not drawing.cancelled():
        drawing.exception()
