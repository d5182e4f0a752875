"""200 people clicking on two cores, and the memory of a worker over 10,000 callbacks.

Every request goes to 127.0.0.1, from threads of this process that share the server's two cores.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from typing import Any

import numpy as np
import requests

from benchmarks import stores
from benchmarks.clicks import click, due, searches
from benchmarks.processes import await_quiet, below, kilobytes
from benchmarks.table import Row
from dashboard import pages
from dashboard.bodies import CALLBACK
from tests.serving import serving

PEOPLE = 200
SECONDS = 45
THINKING_SECONDS = 5.0
"""Between two clicks of one person, on average."""
CALLBACKS, SETTLED = 10_000, 2_000
"""Memory is compared at the end with what it was after `SETTLED`."""
CLIENTS = 4


def measure() -> list[Row]:
    """p95 over every click, errors among them; memory of one worker."""
    with stores.bundled() as settings:
        with serving(settings, AMUR_WORKERS="2", AMUR_PROXIES="1") as address:
            await_quiet()
            times, errors = _people_clicking(address)
        with serving(settings, AMUR_WORKERS="1", AMUR_PROXIES="1") as address:
            await_quiet()
            settled, after = _memory_over_callbacks(address, max(below(os.getpid())))
    p95 = float(np.quantile(times, 0.95) * 1000)
    if errors:
        raise RuntimeError(f"{len(errors)} of {len(times)} clicks failed: {errors[:3]}")
    return [
        Row(f"{PEOPLE} people clicking, p95", p95, "limit", 500, "ms", 1),
        Row("memory of a worker after 10,000 callbacks", after, "after 2,000", settled, "MB", 0.9),
    ]


def _people_clicking(address: str) -> tuple[list[float], list[str]]:
    times: list[float] = []
    errors: list[str] = []
    end = time.monotonic() + SECONDS
    people = [
        threading.Thread(target=_click_until, args=(address, number, end, times, errors))
        for number in range(PEOPLE)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return times, errors


def _click_until(
    address: str, number: int, end: float, times: list[float], errors: list[str]
) -> None:
    chance = random.Random(number)  # noqa: S311 -- who clicks what, not a secret
    session = requests.Session()
    session.headers["X-Forwarded-For"] = f"10.0.{number // 250}.{number % 250 + 1}"
    for path, search, shown in _wandering(chance):
        time.sleep(chance.expovariate(1 / THINKING_SECONDS))
        if time.monotonic() > end:
            return
        started = time.monotonic()
        try:
            _answered(session, address, click(path, search, shown))
        except requests.RequestException as error:
            errors.append(str(error))
        times.append(time.monotonic() - started)


def _answered(session: requests.Session, address: str, body: dict[str, Any]) -> None:
    """A click and the cards that the page then fetches; raises RequestException."""
    reply = session.post(address + CALLBACK, json=body, timeout=60)
    reply.raise_for_status()
    for card in due(reply.json()):
        session.get(address + card, timeout=60).raise_for_status()


def _wandering(chance: random.Random) -> itertools.chain[tuple[str, str, str]]:
    """Page after page, a few of its controls each."""
    paths = [page.path for page in pages.discover()]
    return itertools.chain.from_iterable(
        ((path, search, "?theme=dark") for search in searches(path, chance)[:4])
        for path in iter(lambda: chance.choice(paths), None)
    )


def _memory_over_callbacks(address: str, worker: int) -> tuple[float, float]:
    asked = itertools.count()
    settled: list[float] = []

    def go_on(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 -- who clicks what, not a secret
        session = requests.Session()
        for path, search, shown in _wandering(chance):
            at = next(asked)
            if at >= CALLBACKS:
                return
            if at == SETTLED:
                settled.append(kilobytes(worker) / 1000)
            session.headers["X-Forwarded-For"] = f"10.1.{at // 250}.{at % 250 + 1}"
            _answered(session, address, click(path, search, shown))

    clients = [threading.Thread(target=go_on, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return settled[0], kilobytes(worker) / 1000
