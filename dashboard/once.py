"""What takes long is made once for all who ask for it meanwhile; only so many may wait."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Condition
from typing import Generic, TypeVar

from cachetools import LRUCache, cached

from etl.errors import BusyError

Made = TypeVar("Made")


class Once(Generic[Made]):
    """Keeps what was made while there is room; what failed is not kept.

    `places` requests may wait, so that the other threads of a worker serve on: one more is refused
    with the sentence `busy`.
    """

    def __init__(self, kept: LRUCache[Hashable, Made], places: int, busy: str) -> None:
        self._kept = kept
        self._places = BoundedSemaphore(places)
        self._busy = busy
        self._lock = Condition()
        by_key = cached(kept, key=lambda key, make: key, condition=self._lock)
        self._made: Callable[[Hashable, Callable[[], Made]], Made] = by_key(
            lambda key, make: make()
        )

    def at_hand(self, key: Hashable) -> Made | None:
        """What is kept under a key, else None."""
        with self._lock:
            return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under a key, else what `make` gives; raises BusyError besides."""
        held = self.at_hand(key)
        if held is not None:
            return held
        if not self._places.acquire(blocking=False):
            raise BusyError(self._busy)
        try:
            return self._made(key, make)
        finally:
            self._places.release()
