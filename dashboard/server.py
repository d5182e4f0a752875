"""Serving the dashboard through Gunicorn."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import re
import socket
import sys
import threading
import time
from typing import Any

from dash import Dash
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker
from prometheus_client.multiprocess import mark_process_dead
from rich.console import Console

from dashboard import drawn, first_sight
from dashboard.app import create_app
from dashboard.layout import WATCH_SECONDS
from dashboard.shelf import Shelf
from etl.errors import AmurError
from etl.settings import Settings
from etl.store import Store

log = logging.getLogger(__name__)

THREADS = 8
STOP_SECONDS = 5
"""What a request in progress has left when the server is told to stop."""
IDLE_SECONDS = 75
"""A connection is closed after so long: well after a reader's next click, which would be lost."""
LAST = 19
"""What Linux calls the lowest priority."""
AHEAD = ("on", "cards", "off")
"""Of what is drawn ahead: cards and stills of pages, cards alone, nothing."""
PAUSE_SECONDS = 0.05
"""Between two cards that are drawn ahead."""


def check_port(host: str, port: int) -> None:
    """Raise AmurError, with what to do, if the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AmurError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what runs there, or "
                "choose another port with AMUR_PORT."
            ) from error


class _Server(BaseApplication):
    """Gunicorn around one WSGI application, configured in code instead of a file."""

    def __init__(self, application: Any, options: dict[str, Any]) -> None:
        self.application = application
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.application


def run(settings: Settings, host: str, port: int, workers: int, console: Console) -> None:
    """Serve until stopped, after saying where, what and how fresh."""
    store = Store(settings.store)
    app = create_app(store)
    warm(app)
    _announce(store, host, port, console)
    ahead = _ahead()
    address = _own_address(host, port) if ahead == "on" else ""
    draw = lambda worker: _draw_ahead(worker, app.shelf, address)  # noqa: E731
    serve_application(
        app.server,
        host,
        port,
        workers,
        post_worker_init=draw if ahead != "off" else lambda worker: None,
        child_exit=lambda server, worker: mark_process_dead(worker.pid),
    )


def _ahead() -> str:
    """What is drawn before anyone asks for it, by `AMUR_AHEAD`; raises AmurError."""
    ahead = os.environ.get("AMUR_AHEAD", AHEAD[0])
    if ahead not in AHEAD:
        raise AmurError(f"AMUR_AHEAD is {ahead!r}. It can be: {', '.join(AHEAD)}.")
    return ahead


def _own_address(host: str, port: int) -> str:
    """Where this machine asks a server that listens on a host, or on all of them."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- not listened on
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def serve_application(application: Any, host: str, port: int, workers: int, **hooks: Any) -> None:
    """Serve a WSGI application until stopped; `hooks` are Gunicorn's."""
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": THREADS,
        "keepalive": IDLE_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "worker_class": "gthread",
        "loglevel": "warning",
        "proc_name": "amur",
        **hooks,
    }
    _Server(application, options).run()


def _draw_ahead(worker: Worker, shelf: Shelf, address: str) -> None:
    """Draw what readers are likely to ask for, aside from the requests, after every publish.

    Then, if there is an address to ask, the first sights of its pages. A worker that was told to
    stop draws nothing more: it would wait for a thread that others on the machine come before.
    """

    def draw() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LAST)  # this thread's alone
        drawn_for = None
        while worker.alive:
            try:
                name = shelf.store.current_name()
                if name != drawn_for:
                    _draw_all(worker, shelf, address, anew=drawn_for is not None)
                    drawn_for = name
            except Exception:  # a damaged store is mended by a refresh, and drawn then
                log.exception("Nothing could be drawn ahead; it is tried again")
            time.sleep(WATCH_SECONDS)

    threading.Thread(target=draw, name="draw-ahead", daemon=True).start()


def _draw_all(worker: Worker, shelf: Shelf, address: str, anew: bool) -> None:
    if anew:
        gc.unfreeze()  # what stood for the tables before may go
    for _ in drawn.ahead(shelf.tables()):
        if not worker.alive:
            return
        time.sleep(PAUSE_SECONDS)  # requests come first
    settle()
    if address:
        first_sight.draw_missing(address)


def warm(app: Dash) -> None:
    """Draw the first page once before the workers are forked.

    Dash learns which scripts it may serve when it makes its index page: a worker that had not
    made one would refuse the scripts of a page that another worker made. Each script is compressed
    here, once for all workers.
    """
    client = app.server.test_client()
    index = client.get("/").text
    for path in re.findall(r'(?:src|href|content)="(/[^"]+)"', index):
        client.get(path, headers={"Accept-Encoding": "br"})
    settle()
    atexit.register(gc.unfreeze)  # else libraries take what is left at the end for leaks, and tell


def settle() -> None:
    """Leave what stands in memory, which stays, out of every later search for garbage.

    It halves the time of some drawings, and keeps what stood before the fork shared by the workers.
    """
    gc.collect()
    gc.freeze()


def _announce(store: Store, host: str, port: int, console: Console) -> None:
    snapshot = store.current()
    manifest = snapshot.manifest
    tables = manifest["tables"]
    console.print(
        f"[bold]Amur[/] is at [link]http://{host}:{port}[/link]\n"
        f"  loaded    {tables['readings']['rows']:,} figures from "
        f"{tables['documents']['rows']:,} public documents, {len(tables)} tables\n"
        f"  newest    bilateral trade of {manifest['newest_month']}; "
        f"published {manifest['published_at']}\n"
        f"  store     {store.folder}\n"
        f"  next      {sys.argv[0]} table bilateral_annual, export, status, --help\n"
        f"  more      {sys.argv[0]} refresh asks the publishers; a key of UN Comtrade\n"
        "            (COMTRADE_API_KEY) lets it ask for headings and subheadings too\n"
        "  stop      Ctrl+C",
        highlight=False,
    )
