"""Reports: a reader tells the moderators, and hears what came of it."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from activity.services import record, tell
from moderation.models import Report
from moderation.services.audit import write
from moderation.targets import describe_one

State = Report.State


@transaction.atomic
def report(target: models.Model, *, reporter: User, reason: str, words: str = "") -> tuple[Report, bool]:
    """Puts a reader's word before the moderators: the report, and whether it is new.

    Who has one waiting about the thing keeps that. Nobody but moderators learns who it was.
    """
    described = describe_one(target)
    made, new = Report.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        reporter=reporter,
        state=State.WAITING,
        defaults={
            "reason": reason,
            "words": words,
            "audience": described.audience,
            "place": described.place,
        },
    )
    if new:
        made.title = f"Something in {described.where}"
        record("moderation.report.made", actor=None, target=made, audience=described.audience, announce=False)
    return made, new


@transaction.atomic
def dismiss(target: models.Model, *, by: User) -> int:
    """Leaves a reported thing as it is, and tells who reported it. Returns how many had; with none
    waiting any more nothing happens."""
    described = describe_one(target)
    settled = _settle(target, State.DISMISSED, by=by)
    if settled:
        write(
            "report.dismissed",
            by=by,
            target=target,
            about=described.author,
            audience=described.audience,
            place=described.place,
        )
    return settled


def uphold(target: models.Model, *, by: User) -> int:
    """Says to those who reported a thing that something was done about it. Belongs to the act that
    was done, in its transaction, and writes no entry of its own."""
    return _settle(target, State.UPHELD, by=by)


def _settle(target: models.Model, state: str, *, by: User) -> int:
    """Decides every waiting report of a thing at once; locks them, so that two moderators do not."""
    waiting = list(
        Report.objects.of(target).waiting().select_for_update(of=("self",)).select_related("reporter")
    )
    if not waiting:
        return 0
    Report.objects.filter(pk__in=[each.pk for each in waiting]).update(
        state=state, decided_by=by, decided_at=timezone.now()
    )
    described = describe_one(target)
    first = waiting[0]
    first.url = described.title_url or described.where_url
    first.title = f"What you reported in {described.where}"
    told = record(
        f"moderation.report.{state}",
        actor=None,
        target=first,
        audience=described.audience,
        announce=False,
    )
    tell(told, [each.reporter for each in waiting if each.reporter and each.reporter != by], mail=False)
    return len(waiting)
