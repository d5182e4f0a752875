"""Headers, bounds and hosts; that the pages still work under the policy, the browser tests show."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from benchmarks.clicks import click
from dashboard import api, security
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from dashboard.view import PARAMETERS
from etl.errors import AmurError
from etl.secret import secret
from etl.settings import Settings
from etl.store import Store


@pytest.fixture(scope="module")
def unlimited(real: Settings) -> FlaskClient:
    """A client that may ask without end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security, "CLICKS", "1000000 per minute")
        patch.setattr(api, "CALLS", "1000000 per minute")
        return create_app(Store(real.store)).server.test_client()


@pytest.mark.parametrize("path", ["/", "/volumes", "/api/v1/tables", "/charts/coverage.csv"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def policy_of(client: FlaskClient, path: str) -> dict[str, list[str]]:
    """The directives of a page's policy, each with what it allows."""
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = [each.split() for each in policy.split(";") if each.strip()]
    return {name: allowed for name, *allowed in directives}


def test_pages_run_no_script_but_their_own(client: FlaskClient) -> None:
    policy = policy_of(client, "/")
    own, *inline = policy["script-src"]
    assert own == "'self'"
    assert inline
    assert all(each.startswith("'sha256-") for each in inline)
    assert policy["default-src"] == policy["connect-src"] == ["'self'"]
    closed = ("object-src", "base-uri", "form-action", "frame-ancestors")
    assert [policy[name] for name in closed] == [["'none'"]] * len(closed)


@pytest.mark.parametrize("path", ["/embed/coverage", "/api/openapi.json"])
def test_what_starts_from_an_inline_script_fetches_no_other_sites(
    client: FlaskClient, path: str
) -> None:
    policy = policy_of(client, path)
    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == policy["connect-src"] == ["'self'"]


def test_only_embedded_charts_may_be_framed(client: FlaskClient) -> None:
    assert policy_of(client, "/embed/coverage")["frame-ancestors"] == ["*"]
    for path in ("/", "/volumes", "/api/openapi.json", "/charts/coverage.csv"):
        assert policy_of(client, path)["frame-ancestors"] == ["'none'"]


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


def test_who_clicks_without_end_is_told_to_wait(client: FlaskClient) -> None:
    statuses = {client.get("/charts/no-such.csv").status_code for _ in range(650)}
    assert statuses == {404, 429}
    assert client.get("/healthz").status_code == 200


def test_the_bounds_of_a_minute_are_those_that_are_promised(client: FlaskClient) -> None:
    def allowed(address: str) -> tuple[int, int]:
        headers = client.get(address).headers
        return int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])

    assert allowed("/charts/no-such.csv") == (600, 599)
    assert allowed("/api/v1/tables/events?limit=1") == (300, 299)
    assert allowed("/api/v1/series?limit=1") == (300, 298)  # one allowance for all of the API


def test_a_callers_own_word_for_its_address_is_believed_behind_a_proxy_alone(
    real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(client: FlaskClient, caller: str) -> int:
        reply = client.get("/api/v1/tables?limit=1", headers={"X-Forwarded-For": caller})
        return int(reply.headers["X-RateLimit-Remaining"])

    direct = create_app(Store(real.store)).server.test_client()
    assert left(direct, "192.0.2.1") > left(direct, "192.0.2.2")
    monkeypatch.setenv("AMUR_PROXIES", "1")
    behind = create_app(Store(real.store)).server.test_client()
    assert left(behind, "192.0.2.1") == left(behind, "192.0.2.2")


def test_debugging_stays_off_whatever_the_environment_says(
    real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FLASK_DEBUG", "DASH_DEBUG"):
        monkeypatch.setenv(name, "1")
    app = create_app(Store(real.store))
    assert not app.server.debug


def test_a_key_is_read_from_a_file_that_its_owner_alone_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    path.write_text("k-123\n")
    path.chmod(0o644)
    monkeypatch.setenv("A_KEY_FILE", str(path))
    with pytest.raises(AmurError, match="chmod 600") as told:
        secret("A_KEY")
    assert "k-123" not in str(told.value)
    path.chmod(0o600)
    assert secret("A_KEY") == "k-123"


HOSTILE = (
    *("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "file:///etc/passwd", "\0"),
    *("{{7*7}}", "${7*7}", "<script>alert(1)</script>", "' OR 1=1 --", "=1+1", "%", "\u202e"),
    *("9" * 500, "-1", "NaN", "1e309", "2024-13", "2024-02-31", "0000-00", "None"),
)
ADDRESSES = (
    *("/charts/trade-by-year.csv", "/tables/events.csv", "/api/v1/tables/bilateral_annual"),
    *("/charts/{}.csv", "/charts/trade-by-year.{}", "/tables/{}.csv", "/embed/{}"),
    *("/api/v1/tables/{}", "/api/v1/series/{}", "/assets/{}", "/_dash-component-suites/{}", "/{}"),
)
NAMES = [*PARAMETERS, "limit", "offset", "as_of", "year", "x"]
ODD = st.text(max_size=60) | st.sampled_from(HOSTILE)


def no_address_breaks(client: FlaskClient, address: str, value: str, query: dict[str, str]) -> None:
    """Nothing that an address says makes the server fail, show a file or repeat a script."""
    reply = client.get(address.replace("{}", quote(value)), query_string=query)
    assert reply.status_code < 500
    assert b"root:" not in reply.data
    if "html" in reply.content_type:  # data may quote what was asked: no browser runs it
        assert b"<script>alert" not in reply.data


QUERIES = st.dictionaries(st.sampled_from(NAMES), ODD, max_size=3)
FEW = hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(address=st.sampled_from(ADDRESSES), value=ODD, query=QUERIES)
def test_no_address_breaks_the_server(
    unlimited: FlaskClient, address: str, value: str, query: dict[str, str]
) -> None:
    no_address_breaks(unlimited, address, value, query)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@hypothesis_settings(FEW, max_examples=10_000)
@given(address=st.sampled_from(ADDRESSES), value=ODD, query=QUERIES)
def test_no_address_of_10_000_breaks_the_server(
    unlimited: FlaskClient, address: str, value: str, query: dict[str, str]
) -> None:
    no_address_breaks(unlimited, address, value, query)


@FEW
@given(query=QUERIES)
def test_no_parameter_of_a_page_breaks_its_callback(
    unlimited: FlaskClient, query: dict[str, str]
) -> None:
    reply = unlimited.post(CALLBACK, json=click("/mirror", f"?{urlencode(query)}"))
    assert reply.status_code in (200, 204)
    assert b"<script>" not in reply.data
