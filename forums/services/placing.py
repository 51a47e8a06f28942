"""Telling people that what they wrote stands in another place: where, or only that, if they cannot
see it there."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from activity.services import record, tell
from forums.models import Forum, Topic

MERGED = "forums.topic.merged_into"
MOVED = "forums.topic.moved_to"
SPLIT = "forums.topic.split_into"
AWAY = "forums.topic.moved_away"
WORDS = {
    MERGED: "the moderators merged your question into",
    MOVED: "the moderators moved your question to another forum:",
    SPLIT: "the moderators made a new topic of what you wrote:",
    AWAY: "the moderators moved what you wrote to a forum that you cannot see. It stood in",
}
WHOM_TO_ASK = "To ask the moderators about it, see the page Contact."


def tell_of_place(verb: str, topic: Topic, people: Iterable[int | None], *, before: Forum, by: User) -> None:
    """Tells people, by id, of the topic in which their words stand now. Who cannot see it hears only
    that they were moved, and whom to ask. Nobody is named: the moderators speak as one."""
    ids = {pk for pk in people if pk and pk != by.pk}
    asked = list(User.objects.filter(pk__in=ids)) if ids else []
    seeing = set(User.objects.who_may_see(topic.gate).filter(pk__in=ids).values_list("pk", flat=True))
    here = [person for person in asked if person.pk in seeing]
    away = [person for person in asked if person.pk not in seeing]
    if here:
        note = f"It stands in the forum “{topic.forum.title}” now."
        tell(
            record(verb, actor=None, target=topic, audience=topic.gate, announce=False, note=note),
            here,
        )
    if away:
        told = record(
            AWAY, actor=None, target=before, audience=before.audience, announce=False, note=WHOM_TO_ASK
        )
        tell(told, away)
