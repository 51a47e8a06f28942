"""Sends the mail of notifications: the title and a link, never the body.

The notifications still `waiting` are the queue. Mail is sent outside any transaction, because a
slow mail server must not hold the database; it is stamped after it was accepted.
"""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile
from activity import words
from activity.deliver import MAX_ATTEMPTS, wait_after
from activity.models import Activity, Notification

# Another worker leaves a mail alone for this long; after it, the first is taken to have died.
CLAIM = timedelta(minutes=5)
UNSUBSCRIBE_SALT = "activity.unsubscribe"


def unsubscribe_token(notification: Notification) -> str:
    """Names the subscription to end; works without signing in, and for nothing else."""
    return signing.dumps(notification.subscription_id, salt=UNSUBSCRIBE_SALT)


def subscription_id_of(token: str) -> int:
    """The reverse of `unsubscribe_token`. Raises signing.BadSignature for any other text."""
    value: int = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    return value


def message_for(notification: Notification, connection: BaseEmailBackend | None) -> EmailMultiAlternatives:
    """The mail of one notification, in plain text and HTML, with one-click unsubscribe (RFC 8058)
    where the person can stop following."""
    activity = notification.activity
    unsubscribe = "" if notification.direct else _unsubscribe_address(notification)
    context = {
        "activity": activity,
        "who_did": words.who_told(notification),
        "account": f"{settings.HUB_BASE_URL}{reverse('account')}",
        "hub_name": settings.HUB_NAME,
        "link": f"{settings.HUB_BASE_URL}{activity.url}",
        "recipient": notification.user,
        "unsubscribe": unsubscribe,
        "why": words.why_told(notification),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(f"{settings.HUB_NAME}: {activity.title}".split())[:180],
        body=render_to_string("activity/email/notification.txt", context),
        to=[notification.user.email],
        headers={"Auto-Submitted": "auto-generated", **_one_click(unsubscribe)},
        connection=connection,
    )
    message.attach_alternative(render_to_string("activity/email/notification.html", context), "text/html")
    return message


def _unsubscribe_address(notification: Notification) -> str:
    path = reverse("activity:unsubscribe", args=[unsubscribe_token(notification)])
    return f"{settings.HUB_BASE_URL}{path}"


def _one_click(unsubscribe: str) -> dict[str, str]:
    if not unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _claim(now: datetime) -> Notification | None:
    """Takes the next waiting notification for this worker alone."""
    waiting = Notification.objects.filter(mail=Notification.Mail.WAITING, mail_next_at__lte=now)
    for pk in waiting.order_by("mail_next_at", "pk").values_list("pk", flat=True)[:20]:
        if waiting.filter(pk=pk).update(mail_next_at=now + CLAIM):
            return Notification.objects.select_related(
                "activity__audience", "activity__actor", "user__profile"
            ).get(pk=pk)
    return None


def _still_wanted(notification: Notification) -> bool:
    """Whether the person still follows (or was told directly), still wants mail and may still see it."""
    user = notification.user
    return (
        (notification.direct or notification.subscription_id is not None)
        and user.is_active
        and user.profile.wants_email
        and Activity.objects.visible_to(user).filter(pk=notification.activity_id).exists()
    )


def _failed(notification: Notification, error: Exception) -> None:
    """Keeps why a mail was not sent; tries again later unless the server said never.

    An address that does not exist gets no more mail until its owner mends it.
    """
    attempts = notification.mail_attempts + 1
    give_up = address_refused(error) or mail_refused(error) or attempts >= MAX_ATTEMPTS
    if address_refused(error):
        Profile.objects.filter(user=notification.user_id).update(email_refused_at=timezone.now())
    Notification.objects.filter(pk=notification.pk).update(
        mail=Notification.Mail.REFUSED if give_up else Notification.Mail.WAITING,
        mail_attempts=F("mail_attempts") + 1,
        mail_next_at=timezone.now() + wait_after(attempts),
        mail_error=f"{type(error).__name__}: {error}"[:255],
    )


def address_refused(error: Exception) -> bool:
    """The server says that there is no such address: a 5xx code for the recipient.

    A 4xx code, which raises the same class, says "not now".
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return False


def mail_refused(error: Exception) -> bool:
    """The server will not take this mail, now or later: a 5xx code for its text."""
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def send_waiting() -> tuple[int, int]:
    """Sends everything that is due; returns how many were sent and how many failed."""
    sent = failed = 0
    connection = get_connection()
    while (notification := _claim(timezone.now())) is not None:
        if not _still_wanted(notification):
            outcome = Notification.Mail.NOT_WANTED
        else:
            try:
                message_for(notification, connection).send()
            except (OSError, smtplib.SMTPException, ValueError) as error:
                _failed(notification, error)
                failed += 1
                continue
            outcome, sent = Notification.Mail.SENT, sent + 1
        Notification.objects.filter(pk=notification.pk).update(mail=outcome)
    connection.close()
    return sent, failed


def reasons() -> list[str]:
    """Why mails failed that are still waiting or were given up, each reason once."""
    failed = Notification.objects.exclude(mail=Notification.Mail.SENT).filter(mail_attempts__gt=0)
    errors = failed.order_by("mail_error").values_list("mail_error", flat=True).distinct()
    return [f"mail: {error}" for error in errors[:20]]
