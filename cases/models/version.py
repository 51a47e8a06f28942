"""The versions of a guide. Each stays readable as it was."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import User
from cases.models.guide import InterventionGuide


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    """Reads of versions."""

    def visible_to(self, user: User | AnonymousUser | None) -> GuideVersionQuerySet:
        """The versions of guides that the person may see: the guide's audience is theirs."""
        return self.filter(guide__in=InterventionGuide.objects.visible_to(user).values("pk"))

    def newest(self) -> GuideVersionQuerySet:
        """The highest number first."""
        return self.order_by("-number")


class GuideVersion(models.Model):
    """A guide as it was published under one number. A correction that keeps the number replaces it."""

    guide = models.ForeignKey(InterventionGuide, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="The guide's own fields, as Wagtail serialises a page.")
    change_note = models.CharField(max_length=255, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = GuideVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "number"], name="guide_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.guide}, version {self.number}"

    def get_absolute_url(self) -> str:
        """Where this version can be read: the guide's own address for the one in force."""
        address = self.guide.get_absolute_url()
        return address if self.number == self.guide.version else f"{address}versions/{self.number}/"

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"{self.guide.title}, version {self.number}"
