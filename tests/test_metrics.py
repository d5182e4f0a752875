"""What the server counts: of all its workers together, by route and not by address."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pytest
import requests
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard.pictures import Pictures
from dashboard.render import Renderer
from etl.errors import BusyError, DrawingError
from etl.settings import Settings
from tests.serving import serving, workers

ASKED = 12


def counts(address: str) -> dict[tuple[str, ...], float]:
    """Every sample of /metrics by its name and labels."""
    text = requests.get(f"{address}/metrics", timeout=20).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_workers_count_together(real: Settings) -> None:
    with serving(real) as address:
        before = counts(address).get(("amur_requests_total", "/charts/<file>", "404"), 0)
        for number in range(ASKED):
            # Each by a connection of its own, so that both workers get some.
            requests.get(f"{address}/charts/pie-{number}.csv", timeout=20)
        told = counts(address)
    route = "/charts/<file>"
    assert told["amur_requests_total", route, "404"] - before == ASKED
    assert told["amur_request_seconds_count", route] >= ASKED
    assert 0 < told["amur_snapshot_age_seconds",] < 100_000


def test_images_are_counted_by_what_came_of_them(client: FlaskClient) -> None:
    def told() -> dict[str, float]:
        families = text_string_to_metric_families(client.get("/metrics").text)
        (images,) = [each for each in families if each.name == "amur_images"]
        counted = [each for each in images.samples if each.name == "amur_images_total"]
        return {each.labels["outcome"]: each.value for each in counted}

    def fail() -> bytes:
        raise DrawingError("no")

    pictures, before = Pictures(Renderer()), Counter(told())
    for _ in range(3):
        pictures.get("key", lambda: b"picture")
    with pytest.raises(DrawingError):
        pictures.get("other", fail)
    with pytest.raises(BusyError):
        Pictures(Renderer(), places=0).get("key", fail)
    expected = {"drawn": 1, "kept": 2, "failed": 1, "refused": 1}
    assert Counter(told()) - before == expected


def test_a_worker_that_ends_takes_no_counts_along(real: Settings) -> None:
    with serving(real, AMUR_WORKERS="2") as address:
        ended = workers()[0]
        os.kill(ended, signal.SIGTERM)
        while ended in workers():
            time.sleep(0.05)
        answers = [requests.get(f"{address}/charts/coverage.csv", timeout=20) for _ in range(ASKED)]
        assert {answer.status_code for answer in answers} == {200}
        assert counts(address)["amur_requests_total", "/charts/<file>", "200"] >= ASKED
