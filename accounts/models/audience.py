"""The one gate. Everything restricted points to an Audience and is fetched with `visible_to(user)`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import models
from django.db.models import Exists, Q

from accounts.models.organisation import Membership, Organisation
from accounts.models.user import User

# The two audiences that every hub has; a migration makes them, so a signed-out reader's rights
# need no query.
PUBLIC_ID = 1
MEMBERS_ID = 2
INVITED = "invited:"


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Reads of audiences."""

    def including(self, user: User) -> AudienceQuerySet:
        """The audiences that a signed-in person belongs to.

        Each way in is a subquery of its own: joined, they would multiply one another.
        """
        at = Membership.objects.current().filter(user=user)
        places = Q(organisation__in=at.values("organisation")) | Q(
            organisation__in=at.values("organisation__network")
        )
        through_place = Audience.organisations.through.objects.filter(places)
        by_name = Audience.people.through.objects.filter(user=user)
        by_role = Audience.groups.through.objects.filter(group__user=user)
        return self.filter(
            Q(pk__in=[PUBLIC_ID, MEMBERS_ID])
            | Q(pk__in=through_place.values("audience"))
            | Q(pk__in=by_name.values("audience"))
            | Q(pk__in=by_role.values("audience"))
            | (_sees_everything(user) & Q(confidential=False))
        )

    def invited(self) -> AudienceQuerySet:
        """Groups of people who were named one by one."""
        return self.filter(kind=Audience.Kind.GROUPS, key__startswith=INVITED)

    def ids_for(self, user: User | AnonymousUser | None) -> frozenset[int]:
        """The ids of the audiences that a person belongs to, for `audience_id__in=`.

        Kept on the user object, which lives for one request: rights are read once a page, and
        at once again on the next. Signed out: 0 queries; signed in: 1.
        """
        if user is None or not user.is_authenticated or not user.is_active:
            return frozenset({PUBLIC_ID})
        kept: frozenset[int] | None = user.__dict__.get("_audience_ids")
        if kept is None:
            kept = frozenset(self.including(user).values_list("pk", flat=True))
            user.__dict__["_audience_ids"] = kept
        return kept


class Audience(models.Model):
    """Who may see something: everyone, any verified member, or some groups."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Everyone"
        MEMBERS = "members", "Members of the hub"
        GROUPS = "groups", "Some groups"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(
        max_length=80,
        unique=True,
        help_text="public, members, trust:<slug>, network:<slug>, invited:<slug> or role:<slug>",
    )
    name = models.CharField(max_length=120)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="audiences")
    people = models.ManyToManyField(User, blank=True, related_name="audiences")
    groups = models.ManyToManyField(
        Group, blank=True, related_name="audiences", help_text="Roles in the hub, such as its editors."
    )
    confidential = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Only for those named: those who look after the hub see it only when they are named too.",
    )

    objects = AudienceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """What its key names: "review-leads" of "invited:review-leads"."""
        return self.key.partition(":")[2]

    @property
    def sentence(self) -> str:
        """Who will see it, said beside every button that publishes."""
        if self.kind == self.Kind.PUBLIC:
            return "Everyone on the internet, signed in or not."
        if self.kind == self.Kind.MEMBERS:
            return "Every member of the hub who is signed in."
        if self.confidential:
            return (
                f"Only {self.in_sentence}. Those who look after the hub do not see it unless they are named."
            )
        return f"Only {self.in_sentence}, and the moderators."

    @property
    def in_sentence(self) -> str:
        """The name as it reads inside a sentence: "people of Eastern"."""
        return self.name[:1].lower() + self.name[1:]

    def people_filter(self) -> Q:
        """Which users belong, as a condition on User. The reverse of `including`."""
        if self.kind in {self.Kind.PUBLIC, self.Kind.MEMBERS}:
            return Q()
        organisations = Audience.organisations.through.objects.filter(audience=self.pk).values("organisation")
        current = Membership.objects.current()
        at = current.filter(organisation__in=organisations)
        in_network = current.filter(organisation__network__in=organisations)
        by_name = Audience.people.through.objects.filter(audience=self.pk)
        by_role = User.groups.through.objects.filter(group__audiences=self.pk)
        named = (
            Q(pk__in=by_name.values("user"))
            | Q(pk__in=by_role.values("user"))
            | Q(pk__in=at.values("user"))
            | Q(pk__in=in_network.values("user"))
        )
        if self.confidential:
            return named
        overseers = User.groups.through.objects.filter(group__permissions__in=_seeing_everything())
        return named | Q(is_superuser=True) | Q(pk__in=overseers.values("user"))


def _seeing_everything() -> models.QuerySet[Permission]:
    """The right of those who look after the hub."""
    return Permission.objects.filter(codename="see_every_audience", content_type__app_label="accounts")


def _sees_everything(user: User) -> Q:
    """Whether a person has it."""
    return Q() if user.is_superuser else Q(Exists(_seeing_everything().filter(group__user=user)))
