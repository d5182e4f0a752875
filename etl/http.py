"""The one polite client: it says who it is, keeps a pace, retries, and bounds time and size.

Every failure is a FetchError that names the source, the request (never a key) and the remedy.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from etl.errors import FetchError

AGENT = f"amur-trade/{version('amur-trade')} (public statistics of China-Russia trade)"
PASSING = (429, 500, 502, 503, 504)
"""Answers that are worth asking again for."""
REMEDIES = {
    401: "The key was refused: set a valid one in the environment.",
    403: "The publisher refuses: the key has expired or the day's quota is used up. Try tomorrow.",
    404: "The publisher has moved or withdrawn the page.",
    429: "The publisher asks for patience. Try again in an hour.",
}
_CHUNK = 1 << 16
_EVIDENCE_BYTES = 1_000_000
"""How much is kept of a reply that is refused."""


@dataclass(frozen=True)
class Limits:
    """What one request may cost."""

    seconds: float = 120
    bytes: int = 200_000_000
    tries: int = 4
    pace_seconds: float = 1.2
    backoff_seconds: float = 1.0
    longest_wait_seconds: int = 60


@dataclass(frozen=True)
class Reply:
    """What came back: nothing new (`content` is None) or the body, with the headers that matter."""

    address: str
    content: bytes | None
    headers: dict[str, str]


@dataclass
class Client:
    """Requests of one source, one after the other; `received` is told the size of each part."""

    source: str
    limits: Limits = field(default_factory=Limits)
    received: Callable[[int], None] = lambda size: None
    _last: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        retry = Retry(
            total=self.limits.tries - 1,
            status_forcelist=PASSING,
            backoff_factor=self.limits.backoff_seconds,
            backoff_max=self.limits.longest_wait_seconds,
            retry_after_max=self.limits.longest_wait_seconds,
            raise_on_status=False,
            redirect=0,
        )
        self._session = _Session()
        self._session.headers["User-Agent"] = AGENT
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def allowing(self, **limits: float) -> Client:
        """The same client with other limits, for a reply that is known to be large."""
        return Client(self.source, replace(self.limits, **limits), self.received)  # type: ignore[arg-type]

    def get(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        known: Mapping[str, str] | None = None,
        expects: str | None = None,
    ) -> Reply:
        """The reply to one address.

        `headers` are the source's own (a key goes here, never into the address); `known` are the
        headers of the reply kept last: with them the publisher may answer that nothing changed.
        `expects` is a word of the content type, since walls against robots answer 200 with HTML.
        Raises FetchError.
        """
        body = io.BytesIO()
        found = self._tried(address, dict(headers or {}) | _conditions(known or {}), expects, body)
        return Reply(address, None if found is None else body.getvalue(), found or {})

    def download(
        self,
        address: str,
        into: BinaryIO,
        known: Mapping[str, str] | None = None,
        expects: str = "",
    ) -> dict[str, str] | None:
        """Write a body too large for memory into an open file, from its start.

        Gives the headers that matter, or None where nothing changed. Raises FetchError.
        """
        return self._tried(address, _conditions(known or {}), expects, into)

    def _tried(
        self, address: str, headers: dict[str, str], expects: str | None, into: BinaryIO
    ) -> dict[str, str] | None:
        last = self.limits.tries - 1
        for attempt in range(self.limits.tries):
            into.seek(0)
            into.truncate()
            try:
                return self._once(address, headers, expects, into)
            except _CutOffError as error:
                if attempt == last:
                    raise self._failure(
                        address, str(error), "Try again later.", beginning(into)
                    ) from error
                time.sleep(self.limits.backoff_seconds * 2**attempt)
        raise AssertionError("unreachable")

    def _once(
        self, address: str, headers: dict[str, str], expects: str | None, into: BinaryIO
    ) -> dict[str, str] | None:
        self._keep_pace()
        with self._failures_named(address):
            response = self._session.get(
                address, headers=headers, stream=True, timeout=(10, 30), allow_redirects=False
            )
        with response:
            if response.status_code == requests.codes.not_modified:
                return None
            self._judge(address, response, expects)
            self._receive(address, response, into)
            return _kept(response)

    def _keep_pace(self) -> None:
        time.sleep(max(0.0, self._last + self.limits.pace_seconds - time.monotonic()))
        self._last = time.monotonic()

    @contextmanager
    def _failures_named(self, address: str) -> Iterator[None]:
        try:
            yield
        except requests.RequestException as error:
            cause = type(error).__name__
            raise self._failure(
                address, f"no answer ({cause})", "Check the network, then try again."
            ) from error

    def _judge(self, address: str, response: requests.Response, expects: str | None) -> None:
        status = response.status_code
        kind = response.headers.get("Content-Type", "")
        if response.is_redirect:
            target = urlsplit(response.headers["Location"]).netloc or "another page"
            told = f"redirected to {target}"
            remedy = "Look at the page in a browser: it has moved."
        elif status != requests.codes.ok:
            told = f"answered {status}"
            remedy = REMEDIES.get(status, "The publisher is in trouble. Try again later.")
        elif expects and expects not in kind:
            told = f"sent {kind or 'no content type'} where {expects} was due"
            remedy = "It may be a wall against robots. Open the address in a browser."
        else:
            return
        raise self._failure(address, told, remedy, self._evidence(response), status)

    def _evidence(self, response: requests.Response) -> bytes:
        """The beginning of a reply that is refused, as far as it comes."""
        came = io.BytesIO()
        try:
            for part in self._parts(response):
                came.write(part)
                if came.tell() > _EVIDENCE_BYTES:
                    break
        except (_CutOffError, TimeoutError):
            pass  # what came before is all there is to keep
        return came.getvalue()[:_EVIDENCE_BYTES]

    def _receive(self, address: str, response: requests.Response, into: BinaryIO) -> None:
        size = 0
        try:
            for part in self._parts(response):
                into.write(part)
                size += len(part)
                self.received(len(part))
                if size > self.limits.bytes:
                    told = f"sent more than {self.limits.bytes:,} bytes"
                    raise self._failure(address, told, "Ask for less at once.", beginning(into))
        except TimeoutError as error:
            told = f"was still sending after {self.limits.seconds:g} s"
            raise self._failure(address, told, "Try again later.", beginning(into)) from error

    def _parts(self, response: requests.Response) -> Iterator[bytes]:
        """The body as it arrives: a reply that drips must not wait for a full part.

        Raises _CutOffError, and TimeoutError once the time for one reply is over.
        """
        deadline = time.monotonic() + self.limits.seconds
        try:
            while part := response.raw.read1(_CHUNK, decode_content=True):
                yield part
                if time.monotonic() > deadline:
                    raise TimeoutError
        except HTTPError as error:
            raise _CutOffError("the connection broke before the end") from error

    def _failure(
        self,
        address: str,
        happened: str,
        remedy: str,
        came: bytes = b"",
        status: int | None = None,
    ) -> FetchError:
        told = f"{self.source}: {address} {happened}. {remedy}"
        return FetchError(told, address, came, status)


def beginning(body: BinaryIO) -> bytes:
    """What is kept of a reply that was refused, to look at."""
    body.seek(0)
    return body.read(_EVIDENCE_BYTES)


class _Session(requests.Session):
    """A session that leaves redirections alone: requests would read their bodies without bound."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No address to go on to."""


class _CutOffError(Exception):
    """A reply that ended before its end."""


def _conditions(known: Mapping[str, str]) -> dict[str, str]:
    pairs = {"If-None-Match": known.get("ETag"), "If-Modified-Since": known.get("Last-Modified")}
    return {name: value for name, value in pairs.items() if value}


def _kept(response: requests.Response) -> dict[str, str]:
    names = ("Content-Type", "ETag", "Last-Modified")
    return {name: response.headers[name] for name in names if name in response.headers}
