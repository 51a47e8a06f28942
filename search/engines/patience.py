"""How long a reader waits for a search cluster before the database answers in its place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# For all that a page asks, and for all hosts, one after the other.
PATIENCE = 1.5  # seconds
SHORTEST = 0.1  # seconds; with less left it is not asked at all


class Patience:
    """How long what is served just now may still wait for the cluster. Outside a request, such as
    in the worker, each question has all of it."""

    def __init__(self) -> None:
        self._spent: ContextVar[float | None] = ContextVar("spent_on_the_search_cluster", default=None)

    def begin(self, **_: Any) -> None:
        """A request begins."""
        self._spent.set(0.0)

    @property
    def left(self) -> float:
        """Seconds."""
        return PATIENCE - (self._spent.get() or 0.0)

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Counts how long something takes."""
        started = time.monotonic()
        try:
            yield
        finally:
            spent = self._spent.get()
            if spent is not None:
                self._spent.set(spent + time.monotonic() - started)


patience = Patience()
