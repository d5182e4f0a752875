"""How every address answers: an ETag, 304 where the asker has it already, one form of error."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from flask import Response, request
from pydantic import BaseModel, Field

from etl.errors import (
    AmurError,
    BrowserMissingError,
    BusyError,
    DrawingError,
    ParameterError,
    UndefinedMeasureError,
    UnknownNameError,
)

RETRY_SECONDS = 2
STATUSES: dict[type[AmurError], tuple[int, str]] = {
    UnknownNameError: (404, "not-found"),
    ParameterError: (400, "invalid"),
    UndefinedMeasureError: (400, "invalid"),
    BusyError: (503, "busy"),
    DrawingError: (503, "not-drawn"),
    BrowserMissingError: (503, "unavailable"),
    AmurError: (503, "unavailable"),
}


class Trouble(BaseModel):
    """What went wrong, and what to do."""

    error: str = Field(
        description="kind of error: not-found, invalid, unavailable, busy, not-drawn, too-many"
    )
    message: str


@cache
def code_mark() -> str:
    """A hash of the code that makes answers out of a snapshot, words and drawing included."""
    digest = hashlib.sha256("".join(map(version, ("plotly", "kaleido", "pandas"))).encode())
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.po")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def answer(
    snapshot: str, media_type: str, content: Callable[[], bytes | str | Iterator[bytes]]
) -> Response:
    """What the request asks of a snapshot; not even made if the asker has it already."""
    identity = f"{snapshot} {code_mark()} {request.full_path}"
    etag = hashlib.sha256(identity.encode()).hexdigest()[:32]
    if held := _held_as(etag):
        response = Response(status=304)
    else:
        response = Response(content(), mimetype=media_type)
    response.set_etag(held or etag)
    response.cache_control.no_cache = True  # keep it, but ask whether it is still current
    return response


def _held_as(etag: str) -> str | None:
    """The ETag by which the asker has it: with ':br' after it where it came compressed."""
    held = request.if_none_match.as_set()
    return next((each for each in held if each.partition(":")[0] == etag), None)


def passing(media_type: str, content: str) -> Response:
    """What nobody may keep: the same request may soon be answered otherwise."""
    response = Response(content, mimetype=media_type)
    response.cache_control.no_store = True
    return response


def trouble(status: int, kind: str, message: str) -> Response:
    """An error as every address tells it."""
    body = Trouble(error=kind, message=message).model_dump_json()
    return Response(body, status, mimetype="application/json")


def tell(error: AmurError) -> Response:
    """An error of ours as an answer; where waiting helps, with how long to wait."""
    status, kind = next(STATUSES[each] for each in type(error).__mro__ if each in STATUSES)
    response = trouble(status, kind, str(error))
    if kind in ("busy", "not-drawn"):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
