"""Server time of a filter change: on the bundled store, and on one with 7 million HS6 rows."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from flask.testing import FlaskClient

from benchmarks import stores
from benchmarks.clicks import CALLBACK, click, searches
from benchmarks.table import Row
from dashboard import pages
from dashboard.app import create_app
from etl.settings import Settings
from etl.store import Store

ROUNDS = 3
NAIVE_ROUNDS = 3
PRODUCTS_PAGE = "/sectors"


def measure() -> list[Row]:
    """The p95 over every page's choices, first and later times, and the naive way beside it."""
    with stores.bundled() as settings:
        client = _client(settings)
        first = [_p95(_changes(client, path)) for path in _paths()]
        again = [t for _ in range(ROUNDS) for path in _paths() for t in _changes(client, path)]
    with stores.with_hs6_rows() as settings:
        client = _client(settings)
        list(_changes(client, PRODUCTS_PAGE))
        many = [t for _ in range(ROUNDS) for t in _changes(client, PRODUCTS_PAGE)]
        fresh = [t for path in _paths() for t in _changes(_client(settings), path)]
        naive = [_naive(settings) for _ in range(NAIVE_ROUNDS)]
    return [
        Row("filter change, p95", _p95(again), "limit", 30, "ms", 1),
        Row(
            "filter change never made before, p95 of the slowest page",
            max(first),
            "limit",
            30,
            "ms",
            1,
        ),
        Row("filter change on 7 million rows, p95", _p95(many), "limit", 100, "ms", 1),
        Row(
            "filter change on 7 million rows never made before, p95",
            _p95(fresh),
            "limit",
            100,
            "ms",
            1,
        ),
        Row(
            *("filter change on 7 million rows, median", float(np.median(fresh))),
            *("pandas: read and group in the callback", float(np.median(naive)), "ms", 10),
        ),
    ]


def _paths() -> list[str]:
    return [page.path for page in pages.discover()]


def _client(settings: Settings) -> FlaskClient:
    return create_app(Store(settings.store)).server.test_client()


def _changes(client: FlaskClient, path: str) -> Iterator[float]:
    """Milliseconds of processor time of each change; others' work on the machine does not count."""
    client.post(CALLBACK, json=click(path, "?theme=dark"))
    for search in searches(path, random.Random(1)):  # noqa: S311 -- an order, not a secret
        body = click(path, search)
        started = time.process_time()
        reply = client.post(CALLBACK, json=body)
        yield (time.process_time() - started) * 1000
        assert reply.status_code == 200, reply.data


def _naive(settings: Settings) -> float:
    """The same chart the naive way: all of Parquet into a frame, then filter and group."""
    path: Path = Store(settings.store).current().folder / "series_monthly.parquet"
    started = time.process_time()
    rows = pd.read_parquet(path)
    rows = rows[(rows["partner"] == "RUS") & (rows["measure"] == "value") & (rows["unit"] == "USD")]
    rows.groupby([rows["start"].dt.year, "flow", "product"])["value"].sum()
    return (time.process_time() - started) * 1000


def _p95(times: list[float] | Iterator[float]) -> float:
    return float(np.quantile(list(times), 0.95))
