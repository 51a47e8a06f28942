"""Any number of workers share the work: each delivery and each mail once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from activity import deliver, mail
from activity.models import Activity, Delivery, Notification
from tests.activity.following import followers, happened
from tests.mailbox import Mailbox

WORKERS = 4


def work(_: int) -> tuple[int, int]:
    """What one worker does, with a connection of its own."""
    try:
        done, _failed = deliver.deliver_all()
        sent, _failed = mail.send_waiting()
        return done, sent
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_workers_do_everything_once(
    transactional_db: None, cast: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def count(activity: Activity) -> None:
        seen.append(activity.pk)

    monkeypatch.setitem(deliver.handlers, "tests.count", count)
    people = followers(5, cast.fenmere)
    deliver.deliver_all()
    activities = [happened(cast).pk for _ in range(6)]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    mail.send_waiting()  # what was told after the last worker had looked

    assert not Delivery.objects.filter(delivered_at=None).exists()
    assert Counter(seen) == Counter(activities)
    assert Notification.objects.count() == len(people) * len(activities)
    arrived = Counter(one["X-Envelope-To"] for one in mailbox.messages)
    assert arrived == {person.email: len(activities) for person in people}
