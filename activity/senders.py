"""What other rooms send from rows of their own: a message from one person to another, what a search
cluster is to know.

As with notifications, the rows that wait are the queue; the worker sends them outside any
transaction and stamps them after the server took them. Rooms register in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """How one room sends: `send` gives how many were sent and how many failed; `next_at` when the
    first of those that wait is due; `reasons` why some failed, each once."""

    send: Callable[[], tuple[int, int]]
    next_at: Callable[[], datetime | None]
    reasons: Callable[[], list[str]]


_senders: dict[str, Sender] = {}


def register(name: str, sender: Sender) -> None:
    """Adds a room's sender."""
    _senders[name] = sender


def send_waiting() -> tuple[int, int]:
    """Sends everything that is due; returns how many were sent and how many failed."""
    sent = failed = 0
    for sender in _senders.values():
        done, left = sender.send()
        sent, failed = sent + done, failed + left
    return sent, failed


def next_at() -> datetime | None:
    """When the first mail that waits is due; None where none waits."""
    times = [sender.next_at() for sender in _senders.values()]
    return min((time for time in times if time), default=None)


def reasons() -> list[str]:
    """Why mails failed that still wait or were given up."""
    return [reason for sender in _senders.values() for reason in sender.reasons()]
