"""Where a trust says how far it is with the guide that a topic is about. Guides are no concern of
this room: the room above that keeps them registers how the place is found."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forums.models import Topic

Reader = User | AnonymousUser
Finder = Callable[[Topic, Reader], str]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Adds a way to find the address, empty where there is none. Called from `AppConfig.ready`."""
    _finders.append(finder)


def where_to_tell(topic: Topic, reader: Reader) -> str:
    """The address of the form for the guide that a topic is about; empty where it is about none
    that the reader may see."""
    return next((url for finder in _finders if (url := finder(topic, reader))), "")
