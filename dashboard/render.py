"""Figures to PNG, SVG and PDF in one warm browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import kaleido
import plotly.graph_objects as go

from dashboard.browser import find_browser
from etl.files import write_atomically

SCALE = 2
TABS = 2
SECONDS_AN_IMAGE = 30
_starting = Lock()


def _options() -> dict[str, Any]:
    # Without MathJax: nothing here needs it, and Kaleido would fetch it from the network.
    return {"path": find_browser(), "mathjax": False, "timeout": SECONDS_AN_IMAGE}


def image(figure: go.Figure, kind: str) -> bytes:
    """One image ('png', 'svg' or 'pdf') from a browser that stays open for the next.

    Raises BrowserMissingError.
    """
    with _starting:
        kaleido.start_sync_server(n=1, silence_warnings=True, **_options())
    content: bytes = kaleido.calc_fig_sync(figure, opts={"format": kind, "scale": SCALE})
    return content


def write_images(
    jobs: Iterable[tuple[go.Figure, str, Path]], drawn: Callable[[Path], None]
) -> None:
    """Write many images in one browser, calling `drawn` after each; raises BrowserMissingError."""
    asyncio.run(_write_all(list(jobs), drawn))


async def _write_all(
    jobs: list[tuple[go.Figure, str, Path]], drawn: Callable[[Path], None]
) -> None:
    async with kaleido.Kaleido(n=TABS, **_options()) as browser:

        async def write(figure: go.Figure, kind: str, path: Path) -> None:
            content = await browser.calc_fig(figure, opts={"format": kind, "scale": SCALE})
            write_atomically(path, content)
            drawn(path)

        await asyncio.gather(*(write(*job) for job in jobs))
