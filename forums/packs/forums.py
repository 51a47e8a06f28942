"""Rows of forums.csv."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Audience, Organisation
from accounts.services import audience_for_key
from forums.models import Forum
from forums.packs.values import YES_NO, Data, Resolve, one_of, text_of, update


@transaction.atomic
def import_forum(row: Data, resolve: Resolve) -> bool:
    """One row of forums.csv. True when it changed something. A network has one forum: the row of a
    network is about that one, whatever it was called before."""
    slug = text_of(row, "slug", 60)
    key = str(row.get("audience") or "public").strip()
    order = str(row.get("order") or "0").strip()
    hosts = one_of(row.get("hosts") or "no", "hosts", YES_NO)
    if not order.isdecimal() or len(order) > 4:
        raise ValueError(f"order: {order!r} is no whole number from 0 to 9999.")
    network = _network(str(row.get("network") or "").strip())
    posters = str(row.get("posters") or "").strip()
    values = {
        "title": text_of(row, "title", 80),
        "description": text_of(row, "description", 255),
        "audience": _audience(key, "audience"),
        "posters": _audience(posters, "posters") if posters else None,
        "position": int(order),
        "hosts_pages": YES_NO[hosts],
        "allows_anonymous": YES_NO[one_of(row.get("anonymous") or "no", "anonymous", YES_NO)],
    }
    forum = Forum.objects.filter(network=network).first() if network else None
    forum = forum or Forum.objects.filter(slug=slug).first()
    others = Forum.objects.exclude(pk=forum.pk) if forum else Forum.objects.all()
    if others.filter(slug=slug).exists():
        raise ValueError(f"slug: another forum has {slug!r}.")
    if network:
        values |= {"network": network}
    if values["hosts_pages"] and (other := others.filter(hosts_pages=True).first()):
        raise ValueError(f"hosts: the forum {other.slug!r} hosts the discussions of resources.")
    if others.filter(title=values["title"]).exists():
        raise ValueError(f"title: another forum is called {values['title']!r}.")
    changed = update(forum, {"slug": slug, **values}) if forum else True
    kept = forum or Forum.objects.create(slug=slug, **values)
    return _name_moderators(kept, str(row.get("moderators") or ""), resolve) or changed


def _name_moderators(forum: Forum, addresses: str, resolve: Resolve) -> bool:
    """Whether others than before moderate the forum. A row that names nobody leaves them as they are."""
    named = {resolve.user(email) for email in addresses.split(";") if email}
    if not named or named == set(forum.moderators.all()):
        return False
    forum.moderators.set(named)
    return True


def _audience(key: str, field: str) -> Audience:
    try:
        return audience_for_key(key)
    except (Audience.DoesNotExist, Organisation.DoesNotExist) as error:
        raise ValueError(f"{field}: there is no {key!r}.") from error


def _network(slug: str) -> Organisation | None:
    if not slug:
        return None
    found = Organisation.objects.networks().filter(slug=slug).first()
    if found is None:
        raise ValueError(f"network: there is no {slug!r}.")
    return found


def export_forums() -> list[Data]:
    """Every forum as a row of forums.csv."""
    return [
        {
            "slug": forum.slug,
            "title": forum.title,
            "description": forum.description,
            "audience": forum.audience.key,
            "posters": forum.posters.key if forum.posters else "",
            "network": forum.network.slug if forum.network else "",
            "order": str(forum.position),
            "anonymous": "yes" if forum.allows_anonymous else "no",
            "hosts": "yes" if forum.hosts_pages else "no",
            "moderators": ";".join(sorted(each.email for each in forum.moderators.all() if each.is_active)),
        }
        for forum in Forum.objects.select_related("audience", "posters", "network").prefetch_related(
            "moderators"
        )
    ]
