"""The ground of the forums: one for each network, there as soon as the network is, and who looks
after them in the administration."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.models import Organisation
from accounts.services import EDITORS, audience_of
from forums.models import Forum

POSITION = 40


@transaction.atomic
def forum_of_network(network: Organisation) -> Forum | None:
    """The forum of a network, made when it has none: its people read it and write in it. A forum
    that was made for them by hand, under the network's own name, becomes it.

    Nothing for a trust. Run twice it changes nothing.
    """
    if network.kind != Organisation.Kind.NETWORK:
        return None
    if kept := Forum.objects.filter(network=network).first():
        return kept
    audience = audience_of(network)
    if by_hand := Forum.objects.filter(slug=network.slug, audience=audience).first():
        by_hand.network = network
        by_hand.save(update_fields=["network"])
        return by_hand
    slug, title = free_names(network)
    return Forum.objects.create(
        slug=slug,
        title=title,
        description=f"For the teams of {network.name}: shared work, visits, and who can help."[:255],
        audience=audience,
        network=network,
        position=POSITION,
    )


def free_names(network: Organisation) -> tuple[str, str]:
    """A slug and a title that no forum has yet: "eastern", "Eastern network"."""
    word = "" if network.name.lower().endswith("network") else " network"
    name = f"{network.name[: 79 - len(word)]}{word}"
    slug = network.slug[:50]
    if Forum.objects.filter(slug=slug).exists() or slug in {"ask", "read", "topics", "files", "drafts"}:
        slug = f"{slug}-network"
    if Forum.objects.filter(title=name).exists():
        name = f"{name[:68]} ({network.pk})"
    return slug, name


def lay_network_forums() -> None:
    """A forum for every network that has none: one query where all have."""
    for network in Organisation.objects.networks().filter(forum__isnull=True):
        forum_of_network(network)


def allow_editing() -> None:
    """Editors make and change forums; an empty one they delete."""
    rights = Permission.objects.filter(
        content_type__app_label="forums", codename__in=["add_forum", "change_forum", "delete_forum"]
    )
    for group in Group.objects.filter(name=EDITORS):
        group.permissions.add(*rights)
