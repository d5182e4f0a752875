"""What the server counts about itself, at /metrics in Prometheus' form.

With several workers each counts into files of PROMETHEUS_MULTIPROC_DIR (`amur serve` sets it), and
whichever worker is asked adds them up.
"""

from __future__ import annotations

import datetime as dt
import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from dashboard.shelf import Shelf

REQUESTS = Counter("amur_requests", "Requests answered", ["route", "status"])
SECONDS = Histogram("amur_request_seconds", "Seconds that an answer took", ["route"])
IMAGES = Counter("amur_images", "Images: drawn, kept from before, refused, failed", ["outcome"])
AGE = Gauge(
    "amur_snapshot_age_seconds",
    "Seconds since the snapshot in use was published",
    multiprocess_mode="mostrecent",
)


def register(server: Flask, shelf: Shelf) -> None:
    """Count the server's requests and tell the counts."""

    @server.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @server.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        REQUESTS.labels(route, response.status_code).inc()
        if "began" in g:
            SECONDS.labels(route).observe(time.perf_counter() - g.began)
        return response

    @server.route("/metrics")
    def metrics() -> Response:
        published = dt.datetime.fromisoformat(shelf.tables().snapshot.manifest["published_at"])
        AGE.set((dt.datetime.now(dt.UTC) - published).total_seconds())
        return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
