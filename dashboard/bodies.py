"""What a page may ask of its callbacks: a body that no page of ours sends is refused, not tried.

Dash believes what a body says of its outputs and inputs, and an error then counts as the server's
own. Here each body is held against the callbacks that there are and against the kinds of value
that our components have. https://dash.plotly.com/basic-callbacks names the parts of a callback.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from dash import Dash
from flask import Response, request
from pydantic import AfterValidator, BaseModel, Field, JsonValue, TypeAdapter

from dashboard import charts
from dashboard.answers import trouble

CALLBACK = "/_dash-update-component"


class Named(BaseModel):
    """A property of a component."""

    id: str
    of_it: str = Field(alias="property")

    @property
    def name(self) -> str:
        """As Dash writes it."""
        return f"{self.id}.{self.of_it}"


class Given(Named):
    """A property with the value that it has in the browser."""

    value: JsonValue = None


class Body(BaseModel):
    """A request of a callback."""

    output: str
    outputs: Named | list[Named]
    inputs: list[Given]
    state: list[Given] = []
    changedPropIds: list[str] = []  # noqa: N815 -- Dash's name


def _chart(name: str) -> str:
    if name not in charts.discover():
        raise ValueError("there is no such chart")
    return name


class Asked(BaseModel):
    """What a reader asks of a card: its table, or where a point is from.

    A point carries ids of documents, a day, how many months: no chart reaches over a hundred years.
    """

    chart: Annotated[str, AfterValidator(_chart)]
    card: str
    origin: tuple[str, dt.date, Annotated[int, Field(ge=0, le=1200)]] | None = None


KINDS: Mapping[str, TypeAdapter[Any]] = {
    "url.pathname": TypeAdapter(str),
    "url.search": TypeAdapter(str | None),
    "shown.data": TypeAdapter(tuple[str, str]),
    "snapshot.data": TypeAdapter(str | None),
    "asked.data": TypeAdapter(Asked),
}
"""The values of components by name."""


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
        name = f"{wanted['id']}.{wanted['property']}"
        if told.name != name:
            raise ValueError(f"{told.name[:80]} is given for {name}")
        KINDS[name].validate_python(told.value)
    if not set(body.changedPropIds) <= {*(each.name for each in body.inputs), "."}:
        raise ValueError("what has changed is not among the inputs")
