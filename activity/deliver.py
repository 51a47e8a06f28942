"""Runs the handlers that rooms have registered over the activities not yet stamped for them.

A handler is a function of one Activity. It is idempotent: run twice, nothing doubles. It is
stamped after success; a failure keeps its reason and its count and is tried again later, so a
handler is run at least once. This module knows no room: rooms register in `AppConfig.ready`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from activity import freshness
from activity.models import Activity, Delivery

logger = logging.getLogger(__name__)

Handler = Callable[[Activity], None]
handlers: dict[str, Handler] = {}
# By handler, what the verbs begin with that it has to do with; the others get all.
_prefixes: dict[str, str] = {}

MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


def register(name: str, handler: Handler, *, verbs: str = "") -> None:
    """Adds a handler, in the order in which they run. `verbs` is what those begin with that it has
    to do with: nothing is written down for it of the others."""
    handlers[name] = handler
    _prefixes[name] = verbs


def handlers_for(verb: str) -> list[str]:
    """The names of the handlers that have to do with a verb, in order."""
    return [name for name in handlers if verb.startswith(_prefixes.get(name, ""))]


def wait_after(attempts: int) -> timedelta:
    """The wait after a failed attempt: 10 s, doubled each time, 6 hours at most."""
    return min(timedelta(seconds=10) * 2 ** min(attempts - 1, 12), LONGEST_WAIT)


def _run(delivery: Delivery) -> bool:
    """Runs one delivery and stamps it; a failure is kept with its reason."""
    try:
        with transaction.atomic():
            handlers[delivery.handler](delivery.activity)
    except Exception as error:  # noqa: BLE001 - a handler may fail in any way; nothing is lost
        delivery.attempts += 1
        delivery.last_error = f"{type(error).__name__}: {error}"[:1_000]
        delivery.given_up = delivery.attempts >= MAX_ATTEMPTS
        delivery.next_attempt_at = timezone.now() + wait_after(delivery.attempts)
        delivery.save(update_fields=["attempts", "last_error", "given_up", "next_attempt_at"])
        logger.warning("%s failed (attempt %s)", delivery, delivery.attempts)
        return False
    delivery.delivered_at = timezone.now()
    delivery.save(update_fields=["delivered_at"])
    return True


def deliver_next(*, leave: Collection[str] = ()) -> bool | None:
    """Runs the oldest due delivery: True for done, False for failed, None where none is due. Those of
    the handlers in `leave` are left to the next who asks.

    On PostgreSQL the row is locked and rows that another worker holds are passed over, so any
    number of workers share the work; on SQLite the immediate transaction does the same.
    """
    with transaction.atomic():
        mine = [name for name in handlers if name not in leave]
        due = Delivery.objects.due().filter(handler__in=mine).select_related("activity__actor")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        delivery = due.first()
        return None if delivery is None else _run(delivery)


def deliver_all(*, leave: Collection[str] = ()) -> tuple[int, int]:
    """Runs everything that is due now; returns how many were done and how many failed."""
    done = failed = 0
    while (outcome := deliver_next(leave=leave)) is not None:
        done, failed = done + outcome, failed + (not outcome)
    if done:
        # What the handlers wrote (search, who names whom) is shown on pages too.
        transaction.on_commit(freshness.touch)
    return done, failed


def reasons() -> list[str]:
    """Why deliveries failed that are still to be done, each reason once."""
    failed = Delivery.objects.filter(delivered_at__isnull=True, attempts__gt=0)
    return [
        f"{handler}: {error}"
        for handler, error in failed.order_by("handler").values_list("handler", "last_error").distinct()[:20]
    ]
