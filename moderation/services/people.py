"""What moderators write to a person, and the measures about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import MEMBERS_ID, Audience, User
from activity.services import record, tell
from moderation.models import Sanction
from moderation.services.audit import write

Kind = Sanction.Kind


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the title of the reason that was chosen, and the words that the person receives.

    Without words the person is told nothing.
    """

    title: str = ""
    words: str = ""


def write_to(
    person: User | None,
    words: str,
    *,
    by: User,
    subject: str = "",
    url: str = "",
    kind: str = Kind.MESSAGE,
    until: datetime | None = None,
) -> Sanction | None:
    """Leaves words for a person, which they alone read, and tells them that they are there.

    Nothing for a former member, nor without words. It writes no entry of the log: it belongs to
    the act that it explains.
    """
    if person is None or not (words or until):
        return None
    made = Sanction.objects.create(
        user=person, kind=kind, words=words, given_by=by, until=until, subject=subject[:150], url=url
    )
    # Nobody is named to the person: the moderators speak as one.
    told = record(
        f"moderation.{kind}.sent",
        actor=None,
        target=made,
        audience=Audience.objects.get(pk=MEMBERS_ID),
        announce=False,
    )
    tell(told, [person])
    return made


@transaction.atomic
def message(
    person: User,
    *,
    by: User,
    why: Reason,
    subject: str = "",
    url: str = "",
    target: models.Model | None = None,
    audience: Audience | None = None,
    place: str = "",
) -> Sanction | None:
    """Writes to a person about something of theirs."""
    made = write_to(person, why.words, by=by, subject=subject, url=url)
    write(
        "person.written_to",
        by=by,
        about=person,
        reason=why.title,
        target=target,
        audience=audience,
        place=place,
    )
    return made


@transaction.atomic
def warn(
    person: User,
    *,
    by: User,
    why: Reason,
    url: str = "",
    target: models.Model | None = None,
    audience: Audience | None = None,
    place: str = "",
) -> Sanction | None:
    """Warns a person, in words that they alone read."""
    made = write_to(person, why.words, by=by, url=url, kind=Kind.WARNING, subject="A warning")
    write(
        "person.warned",
        by=by,
        about=person,
        reason=why.title,
        target=target,
        audience=audience,
        place=place,
    )
    return made


@transaction.atomic
def suspend(person: User, *, by: User, until: datetime, why: Reason) -> Sanction | None:
    """Takes a person's right to post until a time. They go on reading."""
    made = write_to(person, why.words, by=by, kind=Kind.SUSPENSION, until=until)
    write(
        "person.suspended",
        by=by,
        about=person,
        reason=why.title,
        detail=f"until {date_format(timezone.localtime(until), 'j F Y')}",
    )
    return made


@transaction.atomic
def lift(person: User, *, by: User) -> int:
    """Ends every suspension of a person, and tells them. Returns how many there were."""
    ended = Sanction.objects.in_force().filter(user=person).update(lifted_by=by, lifted_at=timezone.now())
    if ended:
        write_to(person, "You can post again.", by=by, subject="You can post again")
        write("person.lifted", by=by, about=person)
    return ended
