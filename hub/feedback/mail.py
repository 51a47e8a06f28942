"""Answers to readers by mail. The rows that wait are the queue; when an answer is sent, or can never
be, the reader's address is forgotten."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone

from activity.deliver import MAX_ATTEMPTS, wait_after
from activity.mail import address_refused, mail_refused
from activity.senders import Sender
from hub.models import Feedback

# Another worker leaves an answer alone for this long; after it, the first is taken to have died.
CLAIM = timedelta(minutes=5)


def mail_for(feedback: Feedback, connection: BaseEmailBackend | None) -> EmailMessage:
    """The mail of one answer, in plain text."""
    link = f"{settings.HUB_BASE_URL}{feedback.page.get_absolute_url()}"
    context = {"feedback": feedback, "link": link, "hub_name": settings.HUB_NAME}
    return EmailMessage(
        subject=" ".join(f"{settings.HUB_NAME}: {feedback.page.title}".split())[:180],
        body=render_to_string("hub/feedback/email/answer.txt", context),
        to=[feedback.reply_to],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _claim(now: datetime) -> Feedback | None:
    """Takes the next waiting answer for this worker alone."""
    waiting = Feedback.objects.filter(mail_next_at__lte=now)
    for pk in waiting.order_by("mail_next_at", "pk").values_list("pk", flat=True)[:20]:
        if waiting.filter(pk=pk).update(mail_next_at=now + CLAIM):
            return Feedback.objects.select_related("page").get(pk=pk)
    return None


def _forget(feedback: Feedback, **fields: object) -> None:
    Feedback.objects.filter(pk=feedback.pk).update(reply_to="", mail_next_at=None, **fields)


def _failed(feedback: Feedback, error: Exception) -> None:
    """Tries again later, unless the server said never. The reason is kept without the address."""
    attempts = feedback.mail_attempts + 1
    reason = "the address was refused" if address_refused(error) else type(error).__name__
    if address_refused(error) or mail_refused(error) or attempts >= MAX_ATTEMPTS:
        _forget(feedback, mail_attempts=attempts, mail_error=reason)
    else:
        Feedback.objects.filter(pk=feedback.pk).update(
            mail_attempts=attempts, mail_error=reason, mail_next_at=timezone.now() + wait_after(attempts)
        )


def send_waiting() -> tuple[int, int]:
    """Sends every answer that is due; returns how many were sent and how many failed."""
    sent = failed = 0
    connection = get_connection()
    while (feedback := _claim(timezone.now())) is not None:
        try:
            mail_for(feedback, connection).send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            _failed(feedback, error)
            failed += 1
            continue
        _forget(feedback, answer_sent_at=timezone.now(), mail_error="")
        sent += 1
    connection.close()
    return sent, failed


def next_at() -> datetime | None:
    """When the first answer that waits is due."""
    waiting = Feedback.objects.filter(mail_next_at__isnull=False)
    return waiting.order_by("mail_next_at").values_list("mail_next_at", flat=True).first()


def reasons() -> list[str]:
    """Why answers were not sent, each reason once."""
    errors = Feedback.objects.exclude(mail_error="").order_by("mail_error")
    return [
        f"answer to a reader: {error}"
        for error in errors.values_list("mail_error", flat=True).distinct()[:20]
    ]


SENDER = Sender(send_waiting, next_at, reasons)
