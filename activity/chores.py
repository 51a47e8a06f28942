"""What rooms have to tidy up once an hour. The clock stands in a room beside theirs, which they do
not import: they register here, and it asks here. A chore may run twice and does no harm."""

from __future__ import annotations

from collections.abc import Callable

_chores: dict[str, Callable[[], object]] = {}


def register(name: str, work: Callable[[], object]) -> None:
    """Adds a chore."""
    _chores[name] = work


def do_all() -> None:
    """Does them all. Raises an ExceptionGroup of what failed, after the others were done."""
    failures: list[Exception] = []
    for name, work in _chores.items():
        try:
            work()
        except Exception as failure:  # noqa: BLE001 - a chore may fail in any way; the others go on
            failure.add_note(name)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some hourly chores failed", failures)
