"""The data API: what it answers, how it pages and filters, and what it says of mistakes."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.shelf import SnapshotTables
from etl.settings import Settings
from etl.store import Snapshot, Store

CHINA_EXPORTS = "/api/v1/series/GACC.CHN.RUS.export.TOTAL.value.USD"


@pytest.fixture
def client(real: Settings) -> FlaskClient:
    return create_app(Store(real.store)).server.test_client()


def answer(client: FlaskClient, address: str) -> dict[str, Any]:
    reply = client.get(address)
    assert reply.status_code == 200, reply.data
    content: dict[str, Any] = reply.get_json()
    return content


def test_every_table_is_listed_and_answers(client: FlaskClient, real: Settings) -> None:
    listed = [row["table"] for row in answer(client, "/api/v1/tables")["data"]]
    snapshot = Store(real.store).current()
    assert set(listed) == set(snapshot.tables) - {"catalogue"}
    for name in listed:
        content = answer(client, f"/api/v1/tables/{name}?limit=3")
        assert content["total"] == len(snapshot.table(name))
        assert content["snapshot"] == snapshot.name


def test_pages_follow_each_other_to_the_end(client: FlaskClient) -> None:
    address = "/api/v1/tables/bilateral_monthly?flow=export&limit=20"
    seen = []
    while address:
        content = answer(client, address)
        seen += [(row["reporter"], row["period"]) for row in content["data"]]
        address = content["next"]
    assert len(seen) == len(set(seen)) == content["total"]


def test_columns_filter_and_may_be_given_twice(client: FlaskClient) -> None:
    address = "/api/v1/tables/bilateral_annual?reporter=CHN&year=2022&year=2025"
    rows = answer(client, address)["data"]
    totals = pd.DataFrame(rows).groupby("year")["value_usd"].sum() / 1e9
    assert totals.round(2).to_dict() == {2022: 190.27, 2025: pytest.approx(228.1, abs=0.02)}


def test_a_series_is_found_in_the_list_and_read_by_month(client: FlaskClient) -> None:
    listed = answer(client, "/api/v1/series?product=TOTAL&flow=export&partner=RUS&unit=USD")
    assert CHINA_EXPORTS.rpartition("/")[2] in {row["id"] for row in listed["data"]}
    rows = answer(client, f"{CHINA_EXPORTS}?from=2022-01&to=2022-12")["data"]
    assert sum(row["months"] for row in rows) == 12
    assert sum(row["value"] for row in rows) == pytest.approx(76.12e9, rel=0.01)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/series/{id}", "/api/v1/series", "/api/v1/tables/readings", "/tables/readings.csv"],
)
def test_no_table_is_read_whole_into_memory(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    listed = answer(client, "/api/v1/series?unit=bbl/d&limit=1")["data"][0]
    for reader in (SnapshotTables, "__getitem__"), (Snapshot, "table"):
        monkeypatch.setattr(*reader, lambda tables, name: pytest.fail(name))
    assert client.get(address.format(**listed)).status_code == 200


def test_a_series_has_the_months_that_the_list_says(client: FlaskClient) -> None:
    listed = answer(client, "/api/v1/series?unit=bbl/d&limit=1")["data"][0]
    series = answer(client, f"/api/v1/series/{listed['id']}")
    assert series["total"] == listed["count"]
    assert series["data"][0]["start"] == listed["first"]
    assert client.get(f"/api/v1/series/{listed['id']}.x").status_code == 404


def test_a_filter_takes_the_texts_that_the_answer_has(client: FlaskClient) -> None:
    readings = "/api/v1/tables/readings"
    for column, known in {"superseded": False, "months": 2, "start": "2024-01-01"}.items():
        text = json.dumps(known).strip('"')
        content = answer(client, f"{readings}?{column}={text}&limit=10")
        assert content["total"]
        assert {row[column] for row in content["data"]} == {known}


def test_as_of_knows_nothing_later(client: FlaskClient) -> None:
    rows = answer(client, "/api/v1/tables/bilateral_annual?as_of=2023-06-30")["data"]
    assert max(row["year"] for row in rows) == 2022
    assert max(row["vintage"] or "" for row in rows) <= "2023-06-30"


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/api/v1/tables/nothing", 404, "not-found"),
        ("/api/v1/series/nothing", 404, "not-found"),
        ("/api/v1/tables/../../etc/passwd", 404, "not-found"),
        ("/api/v1/tables?limit=many", 400, "invalid"),
        ("/api/v1/tables?limit=0", 400, "invalid"),
        ("/api/v1/tables?offset=-1", 400, "invalid"),
        ("/api/v1/tables/readings?as_of=yesterday", 400, "invalid"),
        (f"{CHINA_EXPORTS}?from=2022-13", 400, "invalid"),
    ],
)
def test_a_mistake_is_told_in_the_same_form(
    client: FlaskClient, address: str, status: int, kind: str
) -> None:
    reply = client.get(address)
    if "etc" in address:
        assert b"root:" not in reply.data  # any page will do, but not that file
        return
    assert reply.status_code == status
    assert reply.get_json()["error"] == kind
    assert reply.get_json()["message"]


def test_what_the_asker_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(CHINA_EXPORTS)
    again = client.get(CHINA_EXPORTS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_who_asks_too_often_is_told_to_wait(client: FlaskClient) -> None:
    asked = (client.get("/api/v1/tables?limit=0") for _ in range(601))  # a minute may end meanwhile
    refused = next(reply for reply in asked if reply.status_code == 429)
    assert refused.headers["X-RateLimit-Limit"] == "300"
    assert refused.get_json()["error"] == "too-many"
    assert int(refused.headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/tables/events?as_of={}",
        "/tables/events.csv?asof={}",
        "/charts/coverage.csv?asof={}",
        "/cards/0?asof={}",
    ],
)
def test_days_whose_tables_are_to_be_built_are_counted(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("dashboard.shelf.as_known_on", lambda tables, day: tables)
    days = [f"2024-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 12)]
    replies = [client.get(address.format(day)).status_code for day in days]
    assert replies == [200] * 20 + [503] * 2
    assert client.get(address.format(days[19])).status_code == 200  # at hand: not counted


def test_files_of_a_day_know_nothing_later(client: FlaskClient) -> None:
    then = client.get("/tables/bilateral_annual.csv?asof=2023-06-30")
    rows = pd.read_csv(io.BytesIO(then.data))
    assert rows["year"].max() == 2022
    wrong = client.get("/tables/bilateral_annual.csv?as_of=2023-06-30")
    assert (wrong.status_code, wrong.get_json()["error"]) == (400, "invalid")
    listed = client.get("/api/v1/tables?as_of=2023-06-30")
    assert (listed.status_code, listed.get_json()["error"]) == (400, "invalid")


def test_the_document_describes_every_address(client: FlaskClient) -> None:
    document = answer(client, "/api/openapi.json")
    assert document["openapi"].startswith("3.")
    expected = {"/tables", "/tables/{name}", "/series", "/series/{id}"}
    assert {path.removeprefix("/api/v1") for path in document["paths"]} >= expected
    parameters = document["paths"]["/api/v1/series/{id}"]["get"]["parameters"]
    assert {each["name"] for each in parameters} == {
        *("id", "limit", "offset", "as_of", "from", "to")
    }


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["limit", "offset", "as_of", "flow", "year", "x", "source"]),
    value=st.text(max_size=40),
)
def test_no_parameter_breaks_the_server(real: Settings, name: str, value: str) -> None:
    client = create_app(Store(real.store)).server.test_client()
    reply = client.get("/api/v1/tables/bilateral_annual", query_string={name: value})
    assert reply.status_code in (200, 400)


def test_the_server_says_when_it_is_ready(client: FlaskClient, real: Settings) -> None:
    assert client.get("/readyz").data.decode().strip() == Store(real.store).current_name()


def test_a_filter_by_no_column_is_an_error_and_not_every_row(client: FlaskClient) -> None:
    answer = client.get("/api/v1/tables/bilateral_annual?flwo=export")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid")
    assert "'flwo'" in answer.json["message"]
    assert "flow" in answer.json["message"]
