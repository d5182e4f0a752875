"""Headers, bounds and hosts; that the pages still work under the policy, the browser tests show."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.view import PARAMETERS
from etl.settings import Settings
from etl.store import Store


@pytest.fixture
def client(real: Settings) -> FlaskClient:
    return create_app(Store(real.store)).server.test_client()


@pytest.mark.parametrize("path", ["/", "/volumes", "/api/v1/tables", "/charts/coverage.csv"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_pages_run_no_script_but_their_own(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    scripts = policy.partition("script-src")[2]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in policy


def test_only_embedded_charts_may_be_framed(client: FlaskClient) -> None:
    policy = client.get("/embed/coverage").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy


def test_an_address_without_end_is_refused(client: FlaskClient) -> None:
    assert client.get("/?from=" + "1" * 5000).status_code == 414


def test_a_body_without_end_is_refused(client: FlaskClient) -> None:
    reply = client.post(
        "/_dash-update-component", data=b"x" * 2_000_000, content_type="application/json"
    )
    assert reply.status_code == 413


def test_another_host_is_refused_where_hosts_are_named(
    real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_HOSTS", "amur.example,localhost")
    client = create_app(Store(real.store)).server.test_client()
    assert client.get("/healthz", headers={"Host": "amur.example"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from([*PARAMETERS, "other"]),
    value=st.text(max_size=60) | st.sampled_from(["../../etc/passwd", "{{7*7}}", "<script>"]),
)
def test_no_parameter_of_a_chart_breaks_it_or_comes_back_unescaped(
    client: FlaskClient, name: str, value: str
) -> None:
    reply = client.get("/charts/trade-by-year.csv", query_string={name: value})
    assert reply.status_code in (200, 400)
    assert reply.content_type.startswith("text/csv" if reply.status_code == 200 else "application/")
    assert b"root:" not in reply.data
