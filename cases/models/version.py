"""The versions of a guide. Each stays readable as it was."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.feeds import FeedItem, uid_for
from activity.models import Activity
from cases.models.guide import InterventionGuide
from cases.snapshot import as_it_was

# The verb under which a new version is told.
TOLD_AS = "cases.guide.version"


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    """Reads of versions."""

    def visible_to(self, user: User | AnonymousUser | None) -> GuideVersionQuerySet:
        """The versions of guides that the person may see: the guide's audience is theirs."""
        return self.filter(guide__in=InterventionGuide.objects.visible_to(user).values("pk"))

    def newest(self) -> GuideVersionQuerySet:
        """The highest number first."""
        return self.order_by("-number")

    def told(self, user: User | AnonymousUser | None) -> GuideVersionQuerySet:
        """Those that were told to followers as new, and that the person may see; the newest first."""
        news = Activity.objects.visible_to(user).announced().filter(verb=TOLD_AS)
        return self.visible_to(user).filter(pk__in=news.values("object_id")).order_by("-published_at")

    def for_feed(self) -> GuideVersionQuerySet:
        """With what a feed's entry shows."""
        return self.select_related("guide__trust")


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
        return self.guide.get_absolute_url() if self.in_force else self.lasting_url

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"{self.guide.title}, version {self.number}"

    @property
    def in_force(self) -> bool:
        """Whether this is the version that the guide's page shows."""
        return self.number == self.guide.version

    @property
    def lasting_url(self) -> str:
        """The address that stays this version's when another is in force."""
        return reverse("cases:guide_version", args=[self.guide.slug, self.number])

    @property
    def changes_url(self) -> str:
        """What changed from the version before."""
        return reverse("cases:guide_changes", args=[self.guide.slug, self.number])

    def before(self) -> GuideVersion | None:
        """The version before this one, as far as it was kept. One query."""
        return self.guide.versions.filter(number__lt=self.number).order_by("-number").first()

    def steps_since(self, number: int) -> list[GuideVersion]:
        """The versions from one number up to this one, as far as they were kept, the oldest first;
        from the one before where the number is none. One query."""
        kept = list(self.guide.versions.filter(number__lte=self.number).order_by("number"))
        since = [version for version in kept if version.number >= number]
        return since if len(since) > 1 else kept[-2:]

    def as_guide(self) -> InterventionGuide:
        """The guide as it was. Never to be saved."""
        return as_it_was(self.content, self.guide)

    def as_feed_item(self) -> FeedItem:
        """The news of this version: what changed, and where to read the difference."""
        return FeedItem(
            uid=uid_for("guide-version", self.pk, self.published_at),
            title=self.activity_title(),
            path=self.lasting_url,
            html=render_to_string("cases/full_text/version.html", {"version": self}),
            published=self.published_at,
            updated=self.corrected_at or self.published_at,
            author=self.guide.trust.name if self.guide.trust else "",
            categories=("Guide",),
        )
