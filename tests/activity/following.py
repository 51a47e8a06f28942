"""What the tests of activity start from: something happened, and somebody follows it."""

from __future__ import annotations

from typing import Any

from accounts.models import Audience, User
from activity import deliver
from activity.models import Activity
from activity.services import follow, record
from tests.factories import audience, user


def happened(cast: Any, *, actor: User | None = None, to: Audience | None = None, **more: Any) -> Activity:
    """Something happened to Fenmere, by Ben unless said otherwise, for everyone unless said otherwise."""
    return record(
        "trust.told",
        actor=actor or cast.ben,
        target=more.pop("target", cast.fenmere),
        audience=to or audience("public"),
        **more,
    )


def told(cast: Any, *people: User, **more: Any) -> Activity:
    """The same, with people who follow it and have been told."""
    for person in people:
        follow(person, more.get("target", cast.fenmere))
    activity = happened(cast, **more)
    deliver.deliver_all()
    return activity


def followers(count: int, thing: Any) -> list[User]:
    """Many people who follow a thing."""
    people = [user() for _ in range(count)]
    for person in people:
        follow(person, thing)
    return people
