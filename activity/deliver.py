"""Runs the handlers that rooms have registered over the activities not yet stamped for them.

A handler is a function of one Activity. It is idempotent: run twice, nothing doubles. It is
stamped after success; a failure keeps its reason and its count and is tried again later, so a
handler is run at least once. This module knows no room: rooms register in `AppConfig.ready`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from activity import freshness
from activity.models import Activity, Delivery

logger = logging.getLogger(__name__)

Handler = Callable[[Activity], None]
handlers: dict[str, Handler] = {}

MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


def register(name: str, handler: Handler) -> None:
    """Adds a handler, in the order in which they run."""
    handlers[name] = handler


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


def deliver_next() -> bool | None:
    """Runs the oldest due delivery: True for done, False for failed, None where none is due.

    On PostgreSQL the row is locked and rows that another worker holds are passed over, so any
    number of workers share the work; on SQLite the immediate transaction does the same.
    """
    with transaction.atomic():
        due = Delivery.objects.due().filter(handler__in=handlers).select_related("activity__actor")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        delivery = due.first()
        return None if delivery is None else _run(delivery)


def deliver_all() -> tuple[int, int]:
    """Runs everything that is due now; returns how many were done and how many failed."""
    done = failed = 0
    while (outcome := deliver_next()) is not None:
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
