"""The background task. The worker (`manage.py db_worker`) runs it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from activity import deliver, mail, senders
from activity.models import Delivery, Notification


@task()
def deliver_due() -> None:
    """Delivers what is due, sends the mail, and asks to be run again for what failed."""
    _, failed = deliver.deliver_all()
    _, unsent = mail.send_waiting()
    _, unsent_by_rooms = senders.send_waiting()
    if failed or unsent or unsent_by_rooms:
        deliver_due.using(run_after=_next_attempt()).enqueue()


def _next_attempt() -> datetime:
    """When the first of the failed deliveries and mails is to be tried again."""
    waiting = Delivery.objects.filter(delivered_at__isnull=True, given_up=False)
    times = [
        waiting.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first(),
        Notification.objects.filter(mail=Notification.Mail.WAITING)
        .order_by("mail_next_at")
        .values_list("mail_next_at", flat=True)
        .first(),
        senders.next_at(),
    ]
    return max(timezone.now(), min((time for time in times if time), default=timezone.now()))
