"""Verbs of people and trusts that write more than one row."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import (
    INVITED,
    MEMBERS_ID,
    PUBLIC_ID,
    Audience,
    Membership,
    Mute,
    Organisation,
    Profile,
    User,
)

EDITORS = "Editors"
MODERATORS = "Moderators"
REVIEWERS = "Clinical reviewers"


@transaction.atomic
def audience_of(organisation: Organisation) -> Audience:
    """The audience of a trust's or a network's own people, made when first asked for."""
    audience, made = Audience.objects.get_or_create(
        key=f"{organisation.kind}:{organisation.slug}",
        defaults={"kind": Audience.Kind.GROUPS, "name": f"People of {organisation.name}"},
    )
    if made:
        audience.organisations.add(organisation)
    return audience


@transaction.atomic
def audience_of_role(*names: str) -> Audience:
    """The audience of the people of some groups of the hub, such as `audience_of_role(EDITORS)`,
    made when first asked for. Raises Group.DoesNotExist where there is no such group.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=names)}
    for name in names:
        if name not in groups:
            raise Group.DoesNotExist(f"There is no group called {name}.")
    ordered = sorted(groups)
    key = f"role:{'+'.join(slugify(name) for name in ordered)}"
    if len(key) > 80:
        key = f"role:{'+'.join(str(groups[name].pk) for name in ordered)}"
    audience, made = Audience.objects.get_or_create(
        key=key, defaults={"kind": Audience.Kind.GROUPS, "name": " and ".join(ordered)[:120]}
    )
    if made:
        audience.groups.set(groups.values())
    return audience


@transaction.atomic
def invite(slug: str, people: Iterable[User], *, name: str, confidential: bool = False) -> Audience:
    """The group of these people and nobody else, made when first asked for. Raises ValueError where a
    group that is there would become confidential or stop being so: what was said in it was said to
    those who could read it then."""
    group, _ = Audience.objects.get_or_create(
        key=f"{INVITED}{slug}",
        defaults={"kind": Audience.Kind.GROUPS, "name": name, "confidential": confidential},
    )
    if group.confidential != confidential:
        raise ValueError(
            f"The group {slug} is {'' if group.confidential else 'not '}confidential, and stays so."
        )
    if group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    group.people.set(people)
    return group


def audience_for_key(key: str) -> Audience:
    """The audience that a content pack or a form names, such as `members` or `network:eastern`.

    Raises Audience.DoesNotExist or Organisation.DoesNotExist where the key names nothing.
    """
    kind, _, slug = key.partition(":")
    if kind == "role" and slug:
        names = {slugify(name): name for name in Group.objects.values_list("name", flat=True)}
        if all(part in names for part in slug.split("+")):
            return audience_of_role(*(names[part] for part in slug.split("+")))
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


def give_profile(user: User) -> Profile:
    """The person's profile with its handle, made when it is not there."""
    profile, _ = Profile.objects.get_or_create(user=user)
    if not profile.handle:
        _give_handle(profile, user)
    return profile


def _give_handle(profile: Profile, user: User) -> None:
    """ "amina-yusuf"; for the second of the name with a number, hers in the hub."""
    stem = slugify(user.name)[:40].strip("-") or "member"
    for handle in (stem, f"{stem}-{user.pk}"):
        try:
            with transaction.atomic():
                profile.handle = handle
                profile.save(update_fields=["handle"])
                return
        except IntegrityError:
            continue


def settle_in(user: User) -> None:
    """What a new person needs, however they were made. The address of an administrator counts as
    verified: whoever can make one knows it, and there may be no mail server yet."""
    give_profile(user)
    if user.is_superuser:
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


@transaction.atomic
def mute(user: User, other: User, *, block: bool = False) -> None:
    """One person does not want to read another, or with `block` not to hear from them at all.
    Nobody is told. Nobody mutes themselves."""
    if user.pk != other.pk:
        Mute.objects.update_or_create(user=user, muted=other, defaults={"is_block": block})


def unmute(user: User, other: User) -> None:
    """Takes it back."""
    Mute.objects.of(user).filter(muted=other).delete()


def trust_address_again(user: User) -> None:
    """Mail goes out again to a person whose address had been refused and is mended."""
    Profile.objects.filter(user=user).update(email_refused_at=None)


@transaction.atomic
def describe_oneself(
    user: User,
    *,
    name: str,
    job_title: str,
    about: str,
    can_help_with: str,
    email_notifications: bool,
) -> None:
    """Keeps what a person says about themselves, and whether they want mail.

    Saying so counts as a word that the address works again.
    """
    user.name = name
    user.save(update_fields=["name"])
    Profile.objects.update_or_create(
        user=user,
        defaults={
            "job_title": job_title,
            "about": about,
            "can_help_with": can_help_with,
            "email_notifications": email_notifications,
            "email_refused_at": None,
        },
    )


@transaction.atomic
def lay_ground() -> None:
    """Makes the two audiences and the groups that every hub has. Safe to run again."""
    for pk, kind in ((PUBLIC_ID, Audience.Kind.PUBLIC), (MEMBERS_ID, Audience.Kind.MEMBERS)):
        Audience.objects.get_or_create(pk=pk, defaults={"kind": kind, "key": kind.value, "name": kind.label})
    # PostgreSQL does not count ids that were given: without this the next audience takes 1 again.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Audience]):
            cursor.execute(statement)
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    groups = Permission.objects.filter(
        codename__in=["add_audience", "change_audience"], content_type__app_label="accounts"
    )
    editors.permissions.add(*groups)
    Group.objects.get_or_create(name=REVIEWERS)
    moderators, _ = Group.objects.get_or_create(name=MODERATORS)
    see_all = Permission.objects.filter(codename="see_every_audience", content_type__app_label="accounts")
    moderators.permissions.add(*see_all)
