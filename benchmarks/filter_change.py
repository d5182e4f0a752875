"""Server time of a filter change: on the bundled store, and on one with 7 million HS6 rows."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks import stores
from benchmarks.clicks import click, due, searches
from benchmarks.table import Row
from dashboard import drawn, pages, server
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from etl.settings import Settings
from etl.store import Store

NAIVE_ROUNDS = 3
MONTHS = [(2011, 3), (2014, 5), (2017, 9), (2020, 2)]


def measure() -> list[Row]:
    """What a page's choices take once foreseen, months that nobody chose before, the naive way."""
    with stores.bundled() as settings:
        foreseen, unseen = _times(settings, _paths())
    with stores.with_hs6_rows() as settings:
        many_foreseen, many_unseen = _times(settings, _paths())
        naive = [_naive(settings) for _ in range(NAIVE_ROUNDS)]
    return [
        Row("filter change, a choice of the bar, p95", _p95(foreseen), "limit", 30, "ms", 1),
        Row("filter change, months new to all, p95", _p95(unseen), "limit", 30, "ms", 1),
        Row("7 million rows, a choice of the bar, p95", _p95(many_foreseen), "limit", 100, "ms", 1),
        Row("7 million rows, months new to all, p95", _p95(many_unseen), "limit", 100, "ms", 1),
        Row(
            *("7 million rows, months new to all, median", float(np.median(many_unseen))),
            *("pandas: read and group in the callback", float(np.median(naive)), "ms", 10),
        ),
    ]


def _times(settings: Settings, paths: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of foreseen changes, then of changes of the months."""
    app = create_app(Store(settings.store))
    server.warm(app)
    for _ in drawn.ahead(app.shelf.tables()):
        pass
    server.settle()
    client = app.server.test_client()
    asked = [(path, search) for path in paths for search in _choices(path)]
    foreseen = [_change(client, *each) for each in asked]
    months = [(path, f"?from={year}-0{month}") for path in paths for year, month in MONTHS]
    return foreseen, [_change(client, *each) for each in months]


def _paths() -> list[str]:
    return [page.path for page in pages.discover()]


def _choices(path: str) -> list[str]:
    found = searches(path, random.Random(1))  # noqa: S311 -- an order, not a secret
    return [each for each in found if not each.startswith(("?from", "?to"))]


def _change(client: FlaskClient, path: str, search: str) -> float:
    """Milliseconds of the longest of its requests: the callback, then each card that is not kept.

    Processor time: what else runs on the machine does not count.
    """
    body = click(path, search, "?theme=light")
    longest, reply = _timed(lambda: client.post(CALLBACK, json=body))
    for address in due(reply.get_json()):
        milliseconds, _ = _timed(lambda address=address: client.get(address))
        longest = max(longest, milliseconds)
    return longest


def _timed(ask: Callable[[], TestResponse]) -> tuple[float, TestResponse]:
    started = time.process_time()
    reply = ask()
    milliseconds = (time.process_time() - started) * 1000
    if reply.status_code != 200:
        raise RuntimeError(f"{reply.request.path} answered {reply.status_code}")
    return milliseconds, reply


def _naive(settings: Settings) -> float:
    """The same chart the naive way: all of Parquet into a frame, then filter and group."""
    path: Path = Store(settings.store).current().folder / "series_monthly.parquet"
    started = time.process_time()
    rows = pd.read_parquet(path)
    rows = rows[(rows["partner"] == "RUS") & (rows["measure"] == "value") & (rows["unit"] == "USD")]
    rows.groupby([rows["start"].dt.year, "flow", "product"])["value"].sum()
    return (time.process_time() - started) * 1000


def _p95(times: list[float]) -> float:
    return float(np.quantile(times, 0.95))
