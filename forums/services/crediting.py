"""Whether writers agree that their posts are used, with their names, in what editors publish."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activity.services import record, tell
from forums.models import CreditRequest, Topic

ASKED = "forums.credit.asked"
Answer = CreditRequest.Answer


@transaction.atomic
def ask_for_credit(topic: Topic, people: Iterable[User], *, by: User) -> int:
    """Asks writers of a topic, each once; who asks agrees for themselves. Returns how many were
    asked now."""
    known = set(CreditRequest.objects.filter(topic=topic).values_list("user_id", flat=True))
    new = [person for person in people if person.pk not in known]
    for person in new:
        own = person.pk == by.pk
        asked = CreditRequest.objects.create(
            topic=topic,
            user=person,
            asked_by=by,
            answer=Answer.AGREED if own else Answer.WAITING,
            answered_at=timezone.now() if own else None,
        )
        if not own:
            done = record(ASKED, actor=by, target=asked, audience=topic.gate, announce=False)
            tell(done, [person])
    return sum(person.pk != by.pk for person in new)


@transaction.atomic
def answer_credit(asked: CreditRequest, *, agrees: bool) -> None:
    """Keeps a writer's answer. They may think again: what has been published stays as it is."""
    asked.answer = Answer.AGREED if agrees else Answer.DECLINED
    asked.answered_at = timezone.now()
    asked.save(update_fields=["answer", "answered_at"])


def answers_in(topic: Topic) -> dict[int, str]:
    """What each writer who was asked has answered, by their id."""
    return dict(CreditRequest.objects.filter(topic=topic).values_list("user_id", "answer"))
