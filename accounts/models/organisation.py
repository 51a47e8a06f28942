"""Trusts, the networks they belong to, and who works where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

# What a name can lose in a byline without becoming another trust's.
KINDS_OF_HOSPITAL = frozenset(
    ["District", "General", "Hospital", "Hospitals", "Park", "Teaching", "University", "Women's"]
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Reads of organisations. Their pages are public."""

    def visible_to(self, user: object) -> OrganisationQuerySet:
        """Everyone may know which trusts and networks there are."""
        return self.all()

    def trusts(self) -> OrganisationQuerySet:
        """Trusts and other providers of maternity services."""
        return self.filter(kind=Organisation.Kind.TRUST)

    def networks(self) -> OrganisationQuerySet:
        """Academic health science networks."""
        return self.filter(kind=Organisation.Kind.NETWORK)


class Organisation(models.Model):
    """A trust (with its maternity and neonatal units) or a network of trusts."""

    class Kind(models.TextChoices):
        TRUST = "trust", "Trust"
        NETWORK = "network", "Network"

    class BirthsBand(models.TextChoices):
        SMALL = "under-2500", "Under 2,500"
        MEDIUM = "2500-4999", "2,500 to 4,999"
        LARGE = "5000-and-over", "5,000 and over"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    network = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="trusts"
    )
    unit_type = models.CharField("type of unit", max_length=60, blank=True)
    births_a_year = models.PositiveIntegerField("births a year", null=True, blank=True)
    neonatal_level = models.CharField("neonatal level", max_length=60, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    can_help_with = models.TextField("can help with", max_length=500, blank=True)
    about = models.TextField(max_length=2_000, blank=True)
    invented = models.BooleanField("invented for demonstration", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="network_has_no_network",
                condition=models.Q(kind="trust") | models.Q(network__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The trust's or network's page."""
        return reverse(f"accounts:{self.kind}", args=[self.slug])

    @property
    def short_name(self) -> str:
        """The name without its kind of hospital: "Fenmere" for "Fenmere Hospitals"."""
        words = self.name.split()
        while len(words) > 1 and words[-1] in KINDS_OF_HOSPITAL:
            words.pop()
        return " ".join(words)

    @property
    def births_band(self) -> str:
        """The band of `births_a_year` used to find units alike; empty where not told."""
        if self.births_a_year is None:
            return ""
        if self.births_a_year < 2_500:
            return self.BirthsBand.SMALL
        return self.BirthsBand.MEDIUM if self.births_a_year < 5_000 else self.BirthsBand.LARGE

    def activity_title(self) -> str:
        """What a notification calls it."""
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships."""

    def current(self) -> MembershipQuerySet:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A person's place in an organisation, from one day to another."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        LEAD = "lead", "Improvement lead"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["started_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ended_at__isnull=True),
                name="one_current_membership_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organisation}"
