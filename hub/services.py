"""Verbs of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction

from accounts.models import User
from activity.models import Activity
from activity.services import readdress, record, restore, withdraw
from hub.files import files_of
from hub.models import BasePage
from hub.showing import keep_what_is_shown


@dataclass(frozen=True, slots=True)
class Telling:
    """How a publishing is told where it is more news than that a page has changed."""

    verb: str
    target: models.Model
    about: tuple[models.Model, ...] = ()
    note: str = ""


# A kind of page may say how its publishing is told; None leaves it at the plain words.
Teller = Callable[[BasePage, User | None], Telling | None]
_tellers: dict[type[BasePage], Teller] = {}


def register_teller(model: type[BasePage], teller: Teller) -> None:
    """Has a room asked about each publishing of its kind of page, in the same transaction."""
    _tellers[model] = teller


def _about(page: BasePage) -> list[models.Model]:
    """What else a page's news is news of: its trust, and the list that it stands in."""
    above: list[models.Model] = [page.trust] if page.trust else []
    parent = page.get_parent()
    return [*above, parent] if parent and not parent.is_root() else above


@transaction.atomic
def page_was_published(page: models.Model, *, by: User | None) -> None:
    """Announces a page the first time; later only followers of the page itself hear of it, unless
    its kind has more to tell. A page that is only scheduled is not out yet."""
    if not isinstance(page, BasePage) or not page.live:
        return
    keep_what_is_shown(page)
    restore(page)
    readdress(page, page.audience)
    teller = _tellers.get(type(page))
    telling = teller(page, by) if teller else None
    first = not Activity.objects.filter(verb="hub.page.published").about(page).exists()
    record(
        "hub.page.published" if first else "hub.page.updated",
        actor=by,
        target=page,
        audience=page.audience,
        about=[*(_about(page) if first else ()), *files_of(page)],
        announce=telling is None,
        at=page.first_published_at if first else page.last_published_at,
    )
    if telling:
        record(
            telling.verb,
            actor=by,
            target=telling.target,
            audience=page.audience,
            about=(page, *telling.about),
            note=telling.note,
        )


@transaction.atomic
def page_was_removed(page: models.Model, *, verb: str) -> None:
    """Takes back what was announced, and has search forget the page."""
    if isinstance(page, BasePage):
        about = files_of(page)
        record(verb, actor=None, target=page, audience=page.audience, about=about, announce=False)
        withdraw(page)


def page_moved(page: models.Model) -> None:
    """Has search learn the new address."""
    if isinstance(page, BasePage) and page.live:
        record("hub.page.moved", actor=None, target=page, audience=page.audience, announce=False)
