"""Errors that a person can act on: each message says what happened, where, and what to do next."""

from __future__ import annotations

from typing import Any


class AmurError(Exception):
    """Base of all errors that the command line prints as one sentence, without a traceback."""


class UnknownNameError(AmurError):
    """A table, chart or source was asked for by a name that does not exist."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(f"There is no {kind} named '{name}'. Known: {', '.join(known)}.")


class NoSnapshotError(AmurError):
    """The store holds nothing yet."""


class StoreBusyError(AmurError):
    """Another refresh holds the store."""


class UnwritableError(AmurError):
    """The data folder cannot be written."""


class UnreadableError(AmurError):
    """A file of the data folder cannot be read, though nothing says that it is damaged."""


class ObjectStorageError(AmurError):
    """The object storage cannot be reached, or refuses to be read."""


class DamagedArchiveError(AmurError):
    """A document of the archive cannot be read back."""


class BrowserMissingError(AmurError):
    """No Chromium was found for drawing images."""


class UndefinedMeasureError(AmurError):
    """A measure has no meaning for the figures that it was given.

    `text` is a message with places for `values`, so that it can be said in a reader's language.
    """

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text.format(**values))
        self.text, self.values = text, values


class EngineError(AmurError):
    """The engine that is to build the derived tables cannot be had."""


class DrawingError(AmurError):
    """An image could not be drawn."""


class BusyError(AmurError):
    """More images are asked for at once than can be drawn."""


class ParameterError(AmurError):
    """A parameter of an address or a call cannot be read."""


class FetchError(AmurError):
    """A publisher did not give what was asked for; `came` is what came instead, cut to a bound."""

    def __init__(
        self, message: str, address: str = "", came: bytes = b"", status: int | None = None
    ) -> None:
        super().__init__(message)
        self.address = address
        self.came = came
        self.status = status


class ReadError(AmurError):
    """A document is not in the form that its source is known to have."""


class CorrelationError(AmurError):
    """A code cannot be followed from one edition of the Harmonized System to another."""
