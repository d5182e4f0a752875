"""What a page shows before its scripts have run: itself, down to its first chart, as drawn before.

Once a snapshot is published, one worker opens the usual pages in a browser, wide and narrow, and
keeps what stands there as still HTML. The page's first response carries it, above the place that
Dash fills and of the same form, so that nothing moves when the live chart takes over. Where there
is none yet, or no browser, the page comes without.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import choreographer
import requests
from filelock import FileLock, Timeout
from lxml import html

from dashboard import pages
from dashboard.answers import code_mark
from dashboard.browser import find_browser
from dashboard.tab import answer
from dashboard.view import PARAMETERS, View, query
from etl.errors import BrowserMissingError, DrawingError
from etl.files import make_folder, write_atomically
from etl.settings import cache_folder

log = logging.getLogger(__name__)

FORMS = {"wide": (1280, 900), "narrow": (390, 844)}
"""Sizes of the window; assets/style.css shows the form that fits."""
PAGE_SECONDS = 60
KEPT = 500
"""Files; the oldest go."""
STILL = (Path(__file__).parent / "first_sight.js").read_text(encoding="utf-8")
NAMED = '<meta name="first-sight" content="{}">\n'
SHOWN = '<div id="first-sight" inert aria-hidden="true">{}</div>'


def folder() -> Path:
    """Where the pages' first sights are kept, for all workers and for the next start."""
    return cache_folder() / "first-sights"


def offered(path: str, view: View, version: str) -> tuple[str, str]:
    """What a page's head says to name its first sight, and the sight where there is one.

    Both are empty for a page that is not among the usual ones. `version` names the snapshot and
    what the page loads.
    """
    if view != View(lang=view.lang, theme=view.theme) or pages.find(path) is None:
        return "", ""
    identity = f"{version} {code_mark()} {path} {view}"
    name = hashlib.sha256(identity.encode()).hexdigest()[:32]
    try:
        still = (folder() / f"{name}.html").read_text(encoding="utf-8")
    except OSError:
        return NAMED.format(name), ""
    return NAMED.format(name), SHOWN.format(still)


def draw_missing(address: str) -> None:
    """Draw the first sights that a running server's usual pages lack; one process does it at once.

    Whatever fails is logged and left: the pages come without.
    """
    try:
        make_folder(folder())
        with FileLock(folder() / ".lock", blocking=False):
            missing = list(_missing(address))
            if missing:
                asyncio.run(_draw(missing))
                _forget_the_oldest()
    except (Timeout, BrowserMissingError):
        return
    except (Exception, asyncio.CancelledError) as error:  # what a dead browser leaves is cancelled
        log.warning("The pages come without their first sight: %r", error)


def _missing(address: str) -> Iterator[tuple[str, str]]:
    """Address and name of what is lacking, the commonest first."""
    refused = []
    with requests.Session() as session:
        session.trust_env = False  # a proxy leads away from this machine
        for url in _usual(address):
            reply = session.get(url, timeout=PAGE_SECONDS)
            if reply.status_code != 200:
                refused.append((url, reply.status_code))
                continue
            name = html.fromstring(reply.text).xpath("//meta[@name='first-sight']/@content")
            if name and not (folder() / f"{name[0]}.html").exists():
                yield url, name[0]
    if refused:
        log.warning(
            "%d pages come without their first sight: %s answers %d. "
            "AMUR_HOSTS, where it is set, must name that host too.",
            len(refused),
            *refused[0],
        )


def _usual(address: str) -> Iterator[str]:
    """The usual pages' addresses, the commonest first."""
    for theme in PARAMETERS["theme"].choices:
        for language in PARAMETERS["lang"].choices:
            for page in pages.discover():
                yield f"{address}{page.path}{query(View(lang=language, theme=theme))}"


async def _draw(missing: list[tuple[str, str]]) -> None:
    """Draw each page that can be drawn; raises DrawingError where the browser ends."""
    async with choreographer.Browser(path=find_browser()) as browser:
        tab = await browser.create_tab("about:blank")
        for url, name in missing:
            try:
                sight = await asyncio.wait_for(_sight(tab, url), PAGE_SECONDS)
                write_atomically(folder() / f"{name}.html", sight.encode())
            except Exception as error:  # the pages after it may do better
                if browser.subprocess.poll() is not None:
                    raise DrawingError("The browser ended.") from error
                log.warning("%s comes without its first sight: %r", url, error)


async def _sight(tab: choreographer.Tab, url: str) -> str:
    """A page's two forms as one element's content; raises DrawingError."""
    await _resize(tab, "wide")
    await answer(tab, "Page.navigate", {"url": url})
    forms = []
    for form in FORMS:
        await _resize(tab, form)
        asked = {"expression": f"({STILL})('{form}')", "awaitPromise": True, "returnByValue": True}
        forms.append((await answer(tab, "Runtime.evaluate", asked))["result"]["value"])
    return "\n".join(forms)


async def _resize(tab: choreographer.Tab, form: str) -> None:
    width, height = FORMS[form]
    size: dict[str, Any] = {"width": width, "height": height, "deviceScaleFactor": 1}
    mobile = {"mobile": form == "narrow"}
    await answer(tab, "Emulation.setDeviceMetricsOverride", size | mobile)


def _forget_the_oldest() -> None:
    files = sorted(folder().glob("*.html"), key=lambda file: file.stat().st_mtime)
    for file in files[:-KEPT]:
        file.unlink(missing_ok=True)
