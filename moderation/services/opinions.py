"""A second opinion: one moderator asks the others before deciding."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from moderation.models import SecondOpinion
from moderation.services.audit import write
from moderation.targets import describe_one


@transaction.atomic
def ask_opinion(target: models.Model, *, by: User, question: str = "") -> SecondOpinion:
    """Asks the other moderators what they think. Shown in the queue, and on the thing's own page."""
    described = describe_one(target)
    made = SecondOpinion.objects.create(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        asked_by=by,
        question=question,
    )
    write("opinion.asked", by=by, target=target, audience=described.audience, place=described.place)
    return made


@transaction.atomic
def answer_opinion(opinion: SecondOpinion, *, by: User, answer: str) -> bool:
    """Answers one that nobody has answered yet; False where somebody was first."""
    open_still = SecondOpinion.objects.filter(pk=opinion.pk, answered_at__isnull=True)
    if not open_still.update(answered_by=by, answered_at=timezone.now(), answer=answer):
        return False
    thing = opinion.target
    described = describe_one(thing) if thing is not None else None
    write(
        "opinion.answered",
        by=by,
        target=thing,
        audience=described.audience if described else None,
        place=described.place if described else "",
    )
    return True
