"""The first chart on the screen, cold cache: Overview beside a bare Dash page and Streamlit.

Overview shows its chart twice: a still of it comes with the page's first response, and the live
chart, which answers, takes its place. Both are told, each beside the peers' live charts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import requests
from playwright.sync_api import Browser, sync_playwright

from benchmarks import stores
from benchmarks.processes import await_quiet
from benchmarks.table import Row
from dashboard import charts
from dashboard.browser import find_browser
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.settings import Settings
from etl.store import Store
from tests.serving import CHROMIUM_FLAGS, free_port, serving

ROUNDS = 7
START_SECONDS = 60
SCREEN = {"width": 1280, "height": 1000}
"""High enough for the first chart to be on it."""
STILL = "#first-sight .main-svg .trace"
LIVE = "#react-entry-point .main-svg .trace"
DRAWN = ".js-plotly-plot .main-svg .trace"
EMPTY = ".js-plotly-plot .main-svg"


def measure() -> list[Row]:
    """Medians over rounds in which each page is opened once, in a fresh profile."""
    with stores.bundled() as settings, ExitStack() as servers, sync_playwright() as play:
        amur = servers.enter_context(serving(settings, AMUR_AHEAD="on"))
        watched = {
            "still": (amur, STILL),
            "live": (amur, LIVE),
            "dash": (servers.enter_context(_bare_dash()), EMPTY),
            "streamlit": (servers.enter_context(_streamlit(settings)), DRAWN),
        }
        browser = play.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        await_quiet()
        rounds = [
            {name: _seconds(browser, *asked) for name, asked in watched.items()}
            for _ in range(ROUNDS)
        ]
        browser.close()
    times = {name: median(each[name] for each in rounds) for name in watched}
    return [
        Row(f"first chart {what} ({peer})", times[ours], against, times[peer], "s", wanted)
        for ours, what in (("still", "seen, as a still"), ("live", "answering"))
        for peer, against, wanted in (
            ("dash", "bare Dash page, empty graph", 0.8),
            ("streamlit", "the chart in Streamlit", 1.7),
        )
    ]


def _seconds(browser: Browser, address: str, drawn: str) -> float:
    """From asking for the page to its first chart, by the page's own clock."""
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    script = f"() => document.querySelector('{drawn}') && performance.now()"
    found = page.wait_for_function(script, polling="raf").json_value()
    context.close()
    return float(found) / 1000


@contextmanager
def _bare_dash() -> Iterator[str]:
    port = free_port()
    with _running(["-m", "benchmarks.bare_dash", str(port)], port, {}) as address:
        yield address


@contextmanager
def _streamlit(settings: Settings) -> Iterator[str]:
    tables = SnapshotTables(Store(settings.store).current())
    _, figure = charts.figure(charts.get("trade-by-year"), tables, View())
    path = settings.data / "figure.json"
    path.write_text(figure.to_json(), encoding="utf-8")
    port = free_port()
    script = str(Path(__file__).parent / "bare_streamlit.py")
    options = [
        "--server.headless=true",
        "--server.address=127.0.0.1",
        "--browser.gatherUsageStats=false",
        f"--server.port={port}",
    ]
    command = ["-m", "streamlit", "run", script, *options]
    with _running(command, port, {"FIGURE": str(path)}) as address:
        yield address


@contextmanager
def _running(arguments: list[str], port: int, variables: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(  # noqa: S603 -- the peers of this bench
        [sys.executable, *arguments], env=os.environ | variables, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            requests.get(address, timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address}; is the extra 'bench' installed?")
