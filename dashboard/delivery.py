"""How pages reach the browser: compressed once, kept where the name tells the version, in parallel.

A Dash page asks for its scripts, then its layout, then Plotly: one waits for the other. What the
browser will want is named in the page's head, so that all of it is on its way from the start, and
Plotly, the largest, is read beside the others. What one page alone shows is fetched by that page.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock

from cachetools import LRUCache
from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Request, Response, request
from flask_compress import Compress

from dashboard import plotly_file

ASSETS = plotly_file.OWN.parent
YEAR_SECONDS = 31_536_000
KEPT_BYTES = 32_000_000
"""Of compressed scripts in one worker: some 3 MB, and room for what else is asked for."""
TEXTS = [
    *("text/html", "text/css", "text/csv", "text/plain", "text/javascript"),
    *("application/javascript", "application/json", "image/svg+xml"),
]
"""Kinds of content that compressing makes smaller."""
HEAD = "\n".join(
    [
        # awaited in assets/drawing.js
        f'<script async id="plotly" src="{plotly_file.ADDRESS}"></script>',
        '<link rel="preload" as="script" href="/_dash-component-suites/dash/dcc/async-graph.js">',
        *(
            f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}">'
            for address in ("/_dash-layout", "/_dash-dependencies")
        ),
    ]
)


GRID = re.compile(r'<script src="([^"]*/dash_ag_grid/[^"]*)"></script>')
UNUSED = re.compile(r'<script src="[^"]*/dash_table/[^"]*"></script>')


def split(scripts: str) -> tuple[str, str]:
    """Of Dash's script elements those that every page needs, and where to find the grid's.

    The second is an element for the page's head, which assets/drawing.js reads when it has a grid
    to draw.
    """
    grid = "\n".join(f'<meta name="grid" content="{address}">' for address in GRID.findall(scripts))
    return UNUSED.sub("", GRID.sub("", scripts)), grid


def deliver(app: Dash) -> None:
    """Compress the app's answers and say how long the browser may keep them."""
    server = app.server
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br"],
        COMPRESS_MIMETYPES=TEXTS,
        COMPRESS_CACHE_BACKEND=_Scripts,
        COMPRESS_CACHE_KEY=_script,
    )
    Compress(server)

    @server.after_request
    def keep(response: Response) -> Response:
        if request.path.startswith("/assets/") and response.status_code == 200:
            response.direct_passthrough = False
            response.set_data(response.get_data())  # whole, so that it can be compressed once
            if request.args.get("m") in _versions(request.path):  # another one has another address
                response.cache_control.no_cache = None
                response.cache_control.public = True
                response.cache_control.max_age = YEAR_SECONDS
                response.cache_control.immutable = True
        return response


def _versions(path: str) -> tuple[str, str]:
    """How addresses of an asset name the version that there is: by when it was changed.

    The page's head does so in billionths of a second, Dash in seconds.
    """
    changed = _asset(path).stat()
    return str(changed.st_mtime_ns), str(changed.st_mtime)


def _asset(path: str) -> Path:
    return (ASSETS / path.removeprefix("/assets/")).resolve()


def _script(asked: Request) -> str:
    """What names a script for good, whatever version its asker makes up; '' for what changes."""
    if asked.method != "GET":
        return ""
    if asked.path.startswith("/_dash-component-suites/"):
        return check_fingerprint(asked.path)[0]
    if asked.path.startswith("/assets/"):
        return f"{_asset(asked.path)} {_versions(asked.path)[0]}"
    return ""


class _Scripts:
    """Compressed scripts, in the form that the compressing library asks for."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, bytes] = LRUCache(KEPT_BYTES, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return None if key.endswith(";") else self._kept.get(key)

    def set(self, key: str, content: bytes) -> None:
        if not key.endswith(";") and len(content) < KEPT_BYTES:
            with self._lock:
                self._kept[key] = content
