"""What a page may ask of its callbacks: a body that no page of ours sends is refused, not tried.

Dash believes what a body says of its outputs and inputs, and an error then counts as the server's
own. Here each body is held against the callbacks that there are and against the kinds of value
that our components have. https://dash.plotly.com/basic-callbacks names the parts of a callback.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any

from dash import Dash
from flask import Response, request
from pydantic import AfterValidator, BaseModel, Field, Json, JsonValue, TypeAdapter

from dashboard.answers import trouble

CALLBACK = "/_dash-update-component"
ORIGIN = TypeAdapter(tuple[str, dt.date, Annotated[int, Field(ge=0, le=1200)]])
"""Ids of documents, a day, months: no chart reaches over a hundred years."""


class Named(BaseModel):
    """A property of a component."""

    id: str | dict[str, str]
    of_it: str = Field(alias="property")

    @property
    def name(self) -> str:
        """As Dash writes it: keys of an id of several parts in their order."""
        told = self.id
        if isinstance(told, dict):
            told = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return f"{told}.{self.of_it}"


class Given(Named):
    """A property with the value that it has in the browser."""

    value: JsonValue = None


class Body(BaseModel):
    """A request of a callback; components found by a pattern come as a list."""

    output: str
    outputs: Named | list[Named]
    inputs: list[Given | list[Given]]
    state: list[Given | list[Given]] = []
    changedPropIds: list[str] = []  # noqa: N815 -- Dash's name


def _origin(carried: list[JsonValue]) -> list[JsonValue]:
    """What a point carries, if it names documents: these, the first day, how many months."""
    if carried and carried[0]:
        ORIGIN.validate_python(tuple(carried[:3]))
    return carried


Carried = Annotated[list[JsonValue], AfterValidator(_origin)]


class Point(BaseModel):
    """A clicked point; what it carries is told in `charts._drawing.origins`, by a cell as JSON."""

    customdata: Carried | Json[Carried] | None = None


class Click(BaseModel):
    """What was clicked on in a chart."""

    points: Annotated[list[Point], Field(min_length=1)]


KINDS: Mapping[str, TypeAdapter[Any]] = {
    "url.pathname": TypeAdapter(str),
    "url.search": TypeAdapter(str | None),
    "shown.data": TypeAdapter(tuple[str, str]),
    "snapshot.data": TypeAdapter(str | None),
    "n_clicks": TypeAdapter(int | None),
    "clickData": TypeAdapter(Click | None),
}
"""The values of components by name, of those found by a pattern by property."""


def guard(app: Dash) -> None:
    """Answer a body that fits no callback of the app with 400 and the reason."""

    @app.server.before_request
    def judge() -> Response | None:
        if request.path != CALLBACK or request.method != "POST":
            return None
        try:
            body = Body.model_validate_json(request.get_data())
            _judge(body, app.callback_map)
        except ValueError as error:
            return trouble(400, "invalid", f"This is not a request of a page of Amur: {error}")
        return None


def _judge(body: Body, callbacks: Mapping[str, Any]) -> None:
    """Raise ValueError for a body that no page sends."""
    callback = callbacks.get(body.output, {})
    outputs = body.outputs if isinstance(body.outputs, list) else [body.outputs]
    joined = "...".join(each.name for each in outputs)
    if "callback" not in callback or body.output not in (joined, f"..{joined}.."):
        raise ValueError("there is no such callback")
    given, declared = [*body.inputs, *body.state], [*callback["inputs"], *callback["state"]]
    if (len(body.inputs), len(given)) != (len(callback["inputs"]), len(declared)):
        raise ValueError("there are more or fewer values than declared")
    for told, wanted in zip(given, declared, strict=True):
        _judge_values(told, wanted["id"], wanted["property"])
    names = {each.name for told in body.inputs for each in _listed(told)}
    if not set(body.changedPropIds) <= {*names, "."}:
        raise ValueError("what has changed is not among the inputs")


def _listed(told: Given | list[Given]) -> list[Given]:
    return told if isinstance(told, list) else [told]


def _judge_values(told: Given | list[Given], wanted: str, wanted_property: str) -> None:
    """Raise where a component is not the wanted one, or of its pattern, or its value of no kind."""
    pattern = json.loads(wanted) if wanted.startswith("{") else None
    if isinstance(told, list) != bool(pattern):
        raise ValueError(f"{wanted} is given as one instead of many, or as many")
    kind = KINDS[wanted_property if pattern else f"{wanted}.{wanted_property}"]
    place = (set(pattern) if pattern else wanted, wanted_property)
    for each in _listed(told):
        if (set(each.id) if isinstance(each.id, dict) else each.id, each.of_it) != place:
            raise ValueError(f"{each.name[:80]} is given for {wanted}.{wanted_property}")
        kind.validate_python(each.value)
