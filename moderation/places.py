"""The places that moderators look after. A room says which are whose; moderation imports none.

A place is a short key such as "forum:12". Whoever has the right `moderation.moderate` looks after
all of them, as far as they can see them; others after those that name them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import Audience, User

_finders: list[Callable[[User], Iterable[str]]] = []


def register(places_of: Callable[[User], Iterable[str]]) -> None:
    """Says which places a person moderates without the right to moderate everywhere. Takes one
    query at most; called from `AppConfig.ready`."""
    _finders.append(places_of)


def looked_after_by(user: User | AnonymousUser) -> frozenset[str]:
    """The places that name the person as their moderator."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(place for places_of in _finders for place in places_of(user))


def may_moderate(user: User | AnonymousUser) -> bool:
    """Whether there is anything that the person moderates."""
    return user.is_authenticated and (user.has_perm("moderation.moderate") or bool(looked_after_by(user)))


def in_hands_of(user: User) -> Q:
    """What of the rows with `audience` and `place` a person decides about."""
    seen = Q(audience__isnull=True) | Q(audience_id__in=Audience.objects.ids_for(user))
    if user.has_perm("moderation.moderate"):
        return seen
    return seen & Q(place__in=looked_after_by(user))


def is_in_hands_of(user: User | AnonymousUser, audience: Audience, place: str) -> bool:
    """Whether a person decides about something of an audience and a place. The same for one thing."""
    if not user.is_authenticated or audience.pk not in Audience.objects.ids_for(user):
        return False
    return user.has_perm("moderation.moderate") or place in looked_after_by(user)
