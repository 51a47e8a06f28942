"""Verbs of people and trusts that write more than one row."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.models import MEMBERS_ID, PUBLIC_ID, Audience, Membership, Organisation, User

EDITORS = "Editors"
MODERATORS = "Moderators"


@transaction.atomic
def audience_of(organisation: Organisation) -> Audience:
    """The audience of a trust's or a network's own people, made when first asked for."""
    audience, made = Audience.objects.get_or_create(
        key=f"{organisation.kind}:{organisation.slug}",
        defaults={"kind": Audience.Kind.GROUPS, "name": f"people of {organisation.name}"},
    )
    if made:
        audience.organisations.add(organisation)
    return audience


def audience_for_key(key: str) -> Audience:
    """The audience that a content pack or a form names, such as `members` or `network:eastern`.

    Raises Audience.DoesNotExist or Organisation.DoesNotExist where the key names nothing.
    """
    kind, _, slug = key.partition(":")
    if kind in Organisation.Kind.values and slug:
        return audience_of(Organisation.objects.get(kind=kind, slug=slug))
    return Audience.objects.get(key=key)


@transaction.atomic
def join(user: User, organisation: Organisation, *, role: str = Membership.Role.MEMBER) -> Membership:
    """Makes a person a current member of an organisation; a second time only changes the role."""
    membership, made = Membership.objects.current().get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if not made and membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def lay_ground() -> None:
    """Makes the two audiences and the groups that every hub has. Safe to run again."""
    for pk, kind in ((PUBLIC_ID, Audience.Kind.PUBLIC), (MEMBERS_ID, Audience.Kind.MEMBERS)):
        Audience.objects.get_or_create(
            pk=pk, defaults={"kind": kind, "key": kind.value, "name": kind.label}
        )
    Group.objects.get_or_create(name=EDITORS)
    moderators, _ = Group.objects.get_or_create(name=MODERATORS)
    see_all = Permission.objects.filter(
        codename="see_every_audience", content_type__app_label="accounts"
    )
    moderators.permissions.add(*see_all)
