"""Adoption records: a trust says that it does, or did, what a guide describes. Failures count."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from accounts.models import Audience, Organisation, User
from activity.feeds import FeedItem, uid_for
from cases.models.case_study import CaseStudy
from cases.models.guide import InterventionGuide


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Reads of adoption records."""

    def visible_to(self, user: User | AnonymousUser | None) -> AdoptionQuerySet:
        """The records on guides that the person may see."""
        return self.filter(guide__in=InterventionGuide.objects.visible_to(user).values("pk"))

    def with_case_study(self) -> AdoptionQuerySet:
        """With the case study that each names, as far as a line shows it."""
        own = [field.name for field in self.model._meta.concrete_fields]
        named = [f"case_study__{name}" for name in ("title", "url_path", "live", "audience")]
        return self.select_related("case_study").only(*own, *named)

    def for_feed(self) -> AdoptionQuerySet:
        """With what a feed's entry shows."""
        return self.select_related("trust", "guide")


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
        return f"{self.guide.short_title} at {self.trust.name}: {self.get_status_display().lower()}"

    @property
    def mark(self) -> str:
        """The sign before the status word."""
        marks = {"embedded": "full", "testing": "half", "stopped": "stop"}
        return marks.get(self.status, "ring")

    @property
    def since(self) -> date | None:
        """Since when it is so: what was stopped, since it was stopped."""
        return self.stopped_on if self.status == self.Status.STOPPED else self.started_on

    @property
    def superseded(self) -> bool:
        """Whether a newer version of the guide is out than the one that the trust follows."""
        return self.guide.version > self.version

    @property
    def stamp(self) -> str:
        """Which state of the record a form was filled from."""
        return self.updated_at.isoformat()

    def open_case_study(self, user: User | AnonymousUser | None) -> CaseStudy | None:
        """The case study that the record names, where the person may know of it."""
        told = self.case_study
        return told if told and told.is_open_to(Audience.objects.ids_for(user)) else None

    def as_feed_item(self) -> FeedItem:
        """The record as a feed's entry."""
        since = f" since {date_format(self.since, 'F Y')}" if self.since else ""
        told = [
            f"{self.get_status_display()}{since}, version {self.version}.",
            self.result,
            f"What they changed: {self.adapted}" if self.adapted else "",
            f"Why they stopped: {self.why_stopped}" if self.why_stopped else "",
        ]
        paragraphs = format_html_join("", "<p>{}</p>", ((text,) for text in told if text))
        return FeedItem(
            uid=uid_for("adoption", self.pk, self.created_at),
            title=self.activity_title(),
            path=self.get_absolute_url(),
            html=format_html("{}<p>The trust says so itself.</p>", paragraphs),
            published=self.created_at,
            updated=self.updated_at,
            author=self.trust.name,
            categories=("Adoption",),
        )
