"""Verbs of pages."""

from __future__ import annotations

from django.db import models, transaction

from accounts.models import User
from activity.models import Activity
from activity.services import readdress, record, restore, withdraw
from hub.models import BasePage


def _about(page: BasePage) -> list[models.Model]:
    """What else a page's news is news of: its trust, and the list that it stands in."""
    above: list[models.Model] = [page.trust] if page.trust else []
    parent = page.get_parent()
    return [*above, parent] if parent and not parent.is_root() else above


@transaction.atomic
def page_was_published(page: models.Model, *, by: User | None) -> None:
    """Announces a page the first time; later only followers of the page itself hear of it."""
    if not isinstance(page, BasePage):
        return
    restore(page)
    readdress(page, page.audience)
    first = not Activity.objects.filter(verb="hub.page.published").about(page).exists()
    record(
        "hub.page.published" if first else "hub.page.updated",
        actor=by,
        target=page,
        audience=page.audience,
        about=_about(page) if first else (),
        at=page.first_published_at if first else page.last_published_at,
    )


@transaction.atomic
def page_was_removed(page: models.Model, *, verb: str) -> None:
    """Takes back what was announced, and has search forget the page."""
    if isinstance(page, BasePage):
        record(verb, actor=None, target=page, audience=page.audience, announce=False)
        withdraw(page)


def page_moved(page: models.Model) -> None:
    """Has search learn the new address."""
    if isinstance(page, BasePage) and page.live:
        record("hub.page.moved", actor=None, target=page, audience=page.audience, announce=False)
