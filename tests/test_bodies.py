"""Bodies of callbacks: what our pages send is answered, all else is refused with its reason."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from benchmarks.clicks import click
from dashboard import security
from dashboard.app import create_app
from dashboard.bodies import CALLBACK
from etl.settings import Settings
from etl.store import Store

SHOW: dict[str, Any] = {
    "output": "..modal.opened...modal.title...modal.children..",
    "outputs": [{"id": "modal", "property": name} for name in ("opened", "title", "children")],
    "inputs": [
        {
            "id": "asked",
            "property": "data",
            "value": {
                "chart": "trade-balance",
                "card": "trade-balance",
                "origin": ["gacc-2024", "2024-01-01", 12],
            },
        }
    ],
    "state": [{"id": "url", "property": "search", "value": "?lang=ru"}],
    "changedPropIds": ["asked.data"],
}
SHOW_TABLE = copy.deepcopy(SHOW)
del SHOW_TABLE["inputs"][0]["value"]["origin"]
BODIES = [click("/mirror", "?lang=zh", "?theme=dark"), SHOW, SHOW_TABLE]


@pytest.fixture(scope="module")
def client(real: Settings) -> FlaskClient:
    """A client that may ask without end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security, "CLICKS", "1000000 per minute")
        return create_app(Store(real.store)).server.test_client()


@pytest.mark.parametrize("body", BODIES, ids=["draw", "show", "show a table"])
def test_what_a_page_sends_is_answered(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post(CALLBACK, json=body).status_code == 200


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "{}", "[" * 5000, b"\xff\xfe"])
def test_what_is_no_body_is_refused(client: FlaskClient, body: str) -> None:
    reply = client.post(CALLBACK, data=body, content_type="application/json")
    assert reply.status_code == 400
    assert "not a request of a page of Amur" in json.loads(reply.data)["message"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"output": "x.children"}, "no such callback"),
        ({"output": "done.data"}, "no such callback"),  # answered in the browser alone
        ({"inputs": []}, "more or fewer values"),
        ({"state": [{"id": "url", "property": "search", "value": []}]}, "valid string"),
        ({"state": [{"id": "nav", "property": "search"}]}, "is given for url.search"),
        ({"state": [[]]}, "should be an object"),
        ({"changedPropIds": ["url.search"]}, "not among the inputs"),
    ],
)
def test_a_body_that_no_page_sends_is_refused_with_its_reason(
    client: FlaskClient, change: dict[str, Any], reason: str
) -> None:
    reply = client.post(CALLBACK, json=SHOW | change)
    assert reply.status_code == 400
    assert reason in json.loads(reply.data)["message"]


def places(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in nested JSON."""
    yield path
    if isinstance(part, dict | list):
        for key in part if isinstance(part, dict) else range(len(part)):
            yield from places(part[key], (*path, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
FEW = hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PLACES = st.sampled_from([(body, path) for body in BODIES for path in places(body) if path])


def changed(body: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The body with another value at a place."""
    result = copy.deepcopy(body)
    inside: Any = result
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return result


def no_body_breaks(client: FlaskClient, body: Any) -> None:
    reply = client.post(CALLBACK, data=json.dumps(body), content_type="application/json")
    assert reply.status_code in (200, 204, 400), reply.data[:200]


@FEW
@given(place=PLACES, value=JSON)
def test_no_body_breaks_the_server(
    client: FlaskClient, place: tuple[dict[str, Any], tuple[str | int, ...]], value: Any
) -> None:
    no_body_breaks(client, changed(*place, value))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@hypothesis_settings(FEW, max_examples=10_000)
@given(place=PLACES, value=JSON)
def test_no_body_of_10_000_breaks_the_server(
    client: FlaskClient, place: tuple[dict[str, Any], tuple[str | int, ...]], value: Any
) -> None:
    no_body_breaks(client, changed(*place, value))
