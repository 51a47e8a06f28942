"""Verbs of messages to teams: write one, and send what waits.

The worker sends outside any transaction, because a slow mail server must not hold the database.
Who gets it is decided when it is sent: a membership that ended meanwhile counts.
"""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Membership, Mute, Profile, User
from activity.deliver import MAX_ATTEMPTS, wait_after
from activity.mail import address_refused, mail_refused
from activity.senders import Sender
from activity.services import record
from cases.models import CaseStudy, TeamMessage

VERB = "cases.message.sent"
# Another worker leaves a mail alone for this long; after it, the first is taken to have died.
CLAIM = timedelta(minutes=5)
# How many messages a person may send: enough to ask around, too few to pester.
LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 15))


class AskedTooOften(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The person has asked often; `until` is when they may ask again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many messages")
        self.until = until


def recipient_of(page: CaseStudy, *, sender: User | None = None) -> str:
    """The address that gets what readers ask the team: the contact's, while they work at the
    trust, their address takes mail and they have not blocked the sender; otherwise the trust's.
    Empty where there is nobody. At most one query besides the trust."""
    if page.contact_id and page.trust_id:
        here = Membership.objects.current().filter(user=page.contact_id, organisation=page.trust_id)
        working = here.filter(user__is_active=True, user__profile__email_refused_at__isnull=True)
        if sender:
            blocking = Mute.objects.blocking().filter(muted=sender)
            working = working.exclude(user__in=blocking.values("user"))
        address = working.values_list("user__email", flat=True).first()
        if address:
            return str(address)
    return page.trust.contact_email if page.trust else ""


def can_be_asked(page: CaseStudy) -> bool:
    """Whether a message would reach anybody. No query where the trust gives an address."""
    return bool((page.trust and page.trust.contact_email) or recipient_of(page))


def _check_limits(sender: User) -> None:
    now = timezone.now()
    for span, most in LIMITS:
        recent = TeamMessage.objects.filter(sender=sender, created_at__gt=now - span)
        times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:most])
        if len(times) == most:
            raise AskedTooOften(times[-1] + span)


@transaction.atomic
def ask_team(page: CaseStudy, *, sender: User, text: str, key: UUID | None = None) -> TeamMessage:
    """Keeps a message for the worker to mail. The same key of the same person is the same message.

    Raises AskedTooOften.
    """
    known = TeamMessage.objects.filter(key=key).first() if key else None
    if known is not None and known.sender_id == sender.pk:
        return known
    _check_limits(sender)
    fresh = uuid4() if key is None or known is not None else key
    message, made = TeamMessage.objects.get_or_create(
        key=fresh, defaults={"page": page, "sender": sender, "text": text}
    )
    if made:
        record(VERB, actor=sender, target=message, audience=page.audience, announce=False)
    return message


def mail_for(message: TeamMessage, address: str, connection: BaseEmailBackend | None) -> EmailMessage:
    """The mail of one message, in plain text. An answer goes to the sender."""
    context = {
        "message": message,
        "link": f"{settings.HUB_BASE_URL}{message.page.get_absolute_url()}",
        "hub_name": settings.HUB_NAME,
    }
    return EmailMessage(
        subject=" ".join(f"{settings.HUB_NAME}: {message.activity_title()}".split())[:180],
        body=render_to_string("cases/email/team_message.txt", context),
        to=[address],
        reply_to=[message.sender.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _claim(now: datetime) -> TeamMessage | None:
    """Takes the next waiting message for this worker alone."""
    waiting = TeamMessage.objects.filter(mail=TeamMessage.Mail.WAITING, mail_next_at__lte=now)
    for pk in waiting.order_by("mail_next_at", "pk").values_list("pk", flat=True)[:20]:
        if waiting.filter(pk=pk).update(mail_next_at=now + CLAIM):
            return TeamMessage.objects.select_related("page__trust", "sender__profile").get(pk=pk)
    return None


def _address_now(message: TeamMessage) -> str:
    """Who gets it now: nobody when the page is gone, or the sender is, or may no longer see it."""
    sender = message.sender
    allowed = sender.is_active and CaseStudy.objects.visible_to(sender).filter(pk=message.page_id).exists()
    return recipient_of(message.page, sender=message.sender) if allowed else ""


def _failed(message: TeamMessage, address: str, error: Exception) -> None:
    """Keeps why a mail was not sent. Tries again later, unless the server said never: then a
    person's address gets no more mail, and the trust's own has the next try."""
    attempts = message.mail_attempts + 1
    refused = address_refused(error)
    if refused:
        Profile.objects.filter(user__email=address).update(email_refused_at=timezone.now())
    another = refused and recipient_of(message.page, sender=message.sender) not in {"", address}
    give_up = not another and (refused or mail_refused(error) or attempts >= MAX_ATTEMPTS)
    TeamMessage.objects.filter(pk=message.pk).update(
        mail=TeamMessage.Mail.REFUSED if give_up else TeamMessage.Mail.WAITING,
        mail_attempts=F("mail_attempts") + 1,
        mail_next_at=timezone.now() + wait_after(attempts),
        mail_error=_without_addresses(error),
    )


def _without_addresses(error: Exception) -> str:
    """Why, in words that operators may read: the code and not the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"the recipient was refused ({', '.join(codes)})"
    return f"{type(error).__name__}: {error}"[:255]


def send_waiting() -> tuple[int, int]:
    """Sends everything that is due; returns how many were sent and how many failed."""
    sent = failed = 0
    connection = get_connection()
    while (message := _claim(timezone.now())) is not None:
        address = _address_now(message)
        if not address:
            TeamMessage.objects.filter(pk=message.pk).update(mail=TeamMessage.Mail.NOT_WANTED)
            continue
        try:
            mail_for(message, address, connection).send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            _failed(message, address, error)
            failed += 1
            continue
        sent += 1
        TeamMessage.objects.filter(pk=message.pk).update(
            mail=TeamMessage.Mail.SENT, sent_at=timezone.now(), mail_error=""
        )
    connection.close()
    return sent, failed


def next_at() -> datetime | None:
    """When the first message that waits is due."""
    waiting = TeamMessage.objects.filter(mail=TeamMessage.Mail.WAITING)
    return waiting.order_by("mail_next_at").values_list("mail_next_at", flat=True).first()


def reasons() -> list[str]:
    """Why messages failed that still wait or were given up, each reason once."""
    failed = TeamMessage.objects.exclude(mail=TeamMessage.Mail.SENT).exclude(mail_error="")
    errors = failed.order_by("mail_error").values_list("mail_error", flat=True).distinct()
    return [f"message to a team: {error}" for error in errors[:20]]


SENDER = Sender(send_waiting, next_at, reasons)
