"""The client against a local server that misbehaves: bounded, polite, clear in its words."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from etl.errors import FetchError
from etl.http import Client, Limits
from tests.publishers import Answer, Publisher, publishing

QUICK = Limits(
    seconds=1, bytes=500_000, tries=3, pace_seconds=0, backoff_seconds=0.01, longest_wait_seconds=1
)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


def fetch(publisher: Publisher, answer: Answer, expects: str | None = None) -> bytes | None:
    publisher.pages["/page"] = answer
    return Client("test", QUICK).get(f"{publisher.address}/page", expects=expects).content


def test_a_page_comes_whole_and_the_client_says_who_it_is(publisher: Publisher) -> None:
    assert fetch(publisher, Answer("Привет".encode())) == "Привет".encode()
    assert "amur-trade" in publisher.headers[0]["User-Agent"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_is_asked_again(publisher: Publisher, status: int) -> None:
    publisher.queue["/page"] = [Answer(status=status), Answer(status=status)]
    assert fetch(publisher, Answer(b"well")) == b"well"
    assert len(publisher.asked) == 3


def test_retry_after_is_kept(publisher: Publisher) -> None:
    publisher.queue["/page"] = [Answer(status=429, headers={"Retry-After": "1"})]
    begun = time.monotonic()
    assert fetch(publisher, Answer(b"well")) == b"well"
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=500), "answered 500"),
        (Answer(status=429, headers={"Retry-After": "86400"}), "answered 429"),
        (Answer(status=401), "The key was refused"),
        (Answer(status=403), "quota"),
        (Answer(status=404), "moved or withdrawn"),
        (Answer(status=302, headers={"Location": "http://evil.example/x"}), "evil.example"),
        (Answer(b"half", behaviour="cut"), "the connection broke before the end"),
        (Answer(b"", behaviour="endless"), "sent more than 500,000 bytes"),
    ],
)
def test_lasting_trouble_names_source_address_and_remedy_in_bounded_time(
    publisher: Publisher, answer: Answer, words: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError) as raised:
        fetch(publisher, answer)
    assert time.monotonic() - begun < 10
    assert str(raised.value).startswith(f"test: {publisher.address}/page")
    assert words in str(raised.value)


def test_a_slow_flood_ends_at_the_time_bound(publisher: Publisher) -> None:
    limits = Limits(seconds=0.3, bytes=10**9, tries=1, pace_seconds=0)
    publisher.pages["/page"] = Answer(b"", behaviour="endless")
    with pytest.raises(FetchError, match="was still sending"):
        Client("test", limits).get(f"{publisher.address}/page")


def test_html_where_json_was_due_is_a_wall(publisher: Publisher) -> None:
    with pytest.raises(FetchError, match="wall against robots"):
        fetch(publisher, Answer(b"<html>are you human?</html>"), expects="json")


def test_nobody_there(publisher: Publisher) -> None:
    with pytest.raises(FetchError, match="no answer"):
        Client("test", Limits(tries=1, pace_seconds=0)).get("http://127.0.0.1:9/page")


def test_what_is_known_is_not_sent_again(publisher: Publisher) -> None:
    publisher.pages["/page"] = Answer(b"x", headers={"ETag": '"1"'})
    client = Client("test", QUICK)
    first = client.get(f"{publisher.address}/page")
    assert client.get(f"{publisher.address}/page", known=first.headers).content is None


def test_requests_keep_their_distance(publisher: Publisher) -> None:
    publisher.pages["/page"] = Answer(b"x")
    client = Client("test", Limits(pace_seconds=0.2))
    begun = time.monotonic()
    for _ in range(3):
        client.get(f"{publisher.address}/page")
    assert time.monotonic() - begun >= 0.4
