"""What can be followed. Rooms register their models in `AppConfig.ready`; activity knows no room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import User
from activity.keys import pk_from
from activity.models import Subscription, content_type_of


@dataclass(frozen=True, slots=True)
class Followable:
    """A kind of thing; `label` is what a reader calls it."""

    model: type[models.Model]
    label: str

    def visible_to(self, user: User) -> models.QuerySet[models.Model]:
        """Those that a person may see, with what their titles and addresses need fetched."""
        things: models.QuerySet[models.Model] = self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return things.for_list() if hasattr(things, "for_list") else things


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of what a person follows."""

    thing: models.Model
    title: str
    url: str
    label: str
    key: str


kinds: dict[str, Followable] = {}


def register(model: type[models.Model], label: str) -> None:
    """Allows things of a model to be followed. The model has `visible_to`, title and address."""
    kinds[model._meta.label_lower] = Followable(model, label)


def key_of(thing: models.Model) -> str:
    """The kind of a thing as a form names it, such as `forums.topic`."""
    kind = content_type_of(thing)
    return f"{kind.app_label}.{kind.model}"


def find(key: str, pk: str, user: User) -> models.Model | None:
    """The thing that a form names, or None where it is not there or not for the person."""
    kind, number = kinds.get(key), pk_from(pk)
    if kind is None or number is None:
        return None
    return kind.visible_to(user).filter(pk=number).first()


def followed_by(user: User) -> list[Followed]:
    """What a person follows and may still see, by title. One query for each kind of thing."""
    wanted: dict[int, list[int]] = {}
    for kind_id, pk in Subscription.objects.filter(user=user).values_list("content_type_id", "object_id"):
        wanted.setdefault(kind_id, []).append(pk)
    found: list[Followed] = []
    for kind_id, pks in wanted.items():
        content_type = ContentType.objects.get_for_id(kind_id)
        key = f"{content_type.app_label}.{content_type.model}"
        if key in kinds:
            found += _lines(key, kinds[key], user, pks)
    return sorted(found, key=lambda line: line.title.casefold())


def _lines(key: str, kind: Followable, user: User, pks: Iterable[int]) -> Iterable[Followed]:
    for thing in kind.visible_to(user).filter(pk__in=pks):
        title, url = thing.activity_title(), thing.get_absolute_url()  # type: ignore[attr-defined]
        yield Followed(thing, title, url, kind.label, key)
