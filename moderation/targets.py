"""What can be held. A room registers its models from `AppConfig.ready`; moderation imports none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import Audience, User


@dataclass(frozen=True, slots=True)
class Described:
    """What a moderator is shown of a held thing: its own text, read where it is kept.

    `place` is the key of the place whose moderators look after it, such as "forum:12".
    `title_url` is where the thing's own place can be read; empty where a moderator cannot open it.
    """

    title: str
    where: str
    where_url: str
    text: str
    author: User | None
    written: datetime
    audience: Audience
    title_url: str = ""
    place: str = ""
    # Its own address, the page of what a moderator may do with it, and whether others see it now.
    url: str = ""
    act_url: str = ""
    shown: bool = False
    # The text as readers see it, safe HTML; and where it is out of sight, whether its words are kept.
    html: str = ""
    kept: bool = False
    # What it answers: who wrote that, and its beginning.
    answers: tuple[str, str] | None = None
    without_name: bool = False
    # What hangs on it, by name and address: a moderator looks at that too.
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """How a room's model is published, taken out and shown.

    `release` and `reject` take the thing and `by=`; `describe` takes many ids and answers by id,
    so that the queue takes as many queries for fifty as for one.
    """

    release: Callable[..., Any]
    reject: Callable[..., Any]
    describe: Callable[[Iterable[int]], Mapping[int, Described]]


targets: dict[type[models.Model], Target] = {}


def register(
    model: type[models.Model],
    *,
    release: Callable[..., Any],
    reject: Callable[..., Any],
    describe: Callable[[Iterable[int]], Mapping[int, Described]],
) -> None:
    """Says how a model's held things are decided."""
    targets[model] = Target(release, reject, describe)


def target_of(model: type[models.Model]) -> Target:
    """How things of a model are decided. Raises KeyError where no room has registered it."""
    return targets[model]


def describe_one(thing: models.Model) -> Described:
    """What a moderator is shown of one thing. Raises KeyError where no room has registered it."""
    return target_of(type(thing)).describe([thing.pk])[thing.pk]
