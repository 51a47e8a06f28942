"""Adoption records: a trust says that it does, or did, what a guide describes. Failures count."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from cases.models.case_study import CaseStudy
from cases.models.guide import InterventionGuide


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Reads of adoption records."""

    def visible_to(self, user: User | AnonymousUser | None) -> AdoptionQuerySet:
        """The records on guides that the person may see."""
        return self.filter(guide__in=InterventionGuide.objects.visible_to(user).values("pk"))

    def by_trust(self) -> AdoptionQuerySet:
        """In the order of the trusts' names."""
        return self.order_by("trust__name")


class Adoption(models.Model):
    """One trust's word on one intervention: self-declared and dated, one record each."""

    class Status(models.TextChoices):
        PLANNING = "planning", "Planning"
        TESTING = "testing", "Testing"
        EMBEDDED = "embedded", "Embedded"
        STOPPED = "stopped", "Stopped"

    trust = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="adoptions")
    guide = models.ForeignKey(InterventionGuide, on_delete=models.CASCADE, related_name="adoptions")
    version = models.PositiveSmallIntegerField(help_text="The version of the guide that the unit follows.")
    status = models.CharField(max_length=10, choices=Status)
    started_on = models.DateField(null=True, blank=True)
    adapted = models.TextField("what you changed", max_length=500, blank=True)
    result = models.CharField("the result in a sentence", max_length=255, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    why_stopped = models.TextField(max_length=500, blank=True)
    case_study = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.SET_NULL, related_name="adoptions"
    )
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trust", "guide"], name="one_record_for_each_trust"),
            models.CheckConstraint(
                name="what_stopped_says_why", condition=~Q(status="stopped") | ~Q(why_stopped="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trust}: {self.guide}, {self.get_status_display().lower()}"

    def get_absolute_url(self) -> str:
        """The record among those of its guide."""
        return f"{self.guide.get_absolute_url()}adoption/#{self.trust.slug}"

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"{self.guide.short_title} at {self.trust.name}"

    @property
    def mark(self) -> str:
        """The sign before the status word."""
        marks = {self.Status.EMBEDDED: "full", self.Status.TESTING: "half", self.Status.STOPPED: "stop"}
        return marks.get(self.status, "ring")  # type: ignore[call-overload, no-any-return]
