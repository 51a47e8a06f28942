"""What rows and files of a pack are made of. A wrong value raises ValueError with a plain sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models
from wagtail.models import Page

from accounts.models import User

YES_NO = {"yes": True, "no": False}
Data = dict[str, Any]


class Resolve(Protocol):
    """What the engine knows: pages by address and people by email, both ValueError when absent."""

    def page(self, path: str) -> Page:
        """The page at an address such as /guides/smoke-free-pregnancy/."""
        ...

    def user(self, email: str) -> User:
        """The person with an email address."""
        ...


def one_of(value: object, field: str, allowed: Iterable[str]) -> str:
    """One of some words."""
    word = str(value).strip()
    if word not in allowed:
        raise ValueError(f"{field}: {word!r} is none of {', '.join(sorted(allowed))}.")
    return word


def text_of(data: Data, field: str, longest: int) -> str:
    """A text that must be there, of so many characters at most."""
    text = str(data.get(field) or "").strip()
    if not text:
        raise ValueError(f"{field} is missing.")
    if len(text) > longest:
        raise ValueError(f"{field} has {len(text)} characters; at most {longest} are allowed.")
    return text


def person(email: object, resolve: Resolve) -> User | None:
    """Who is named; nobody for a former member, whose address an export does not have."""
    return resolve.user(str(email).strip()) if email else None


def update(thing: models.Model, values: Data) -> bool:
    """Saves what differs; returns whether anything did."""
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=changed)
    return bool(changed)
