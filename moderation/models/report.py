"""What a reader told the moderators about something."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, User
from moderation.places import in_hands_of


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of reports. A reporter sees their own; moderators those in their hands."""

    def waiting(self) -> ReportQuerySet:
        """Not yet decided, oldest first."""
        return self.filter(state=Report.State.WAITING).order_by("created_at", "pk")

    def for_moderator(self, user: User) -> ReportQuerySet:
        """Those that a person decides about: of the places they moderate, as far as they see them."""
        return self.filter(in_hands_of(user))

    def of(self, thing: models.Model) -> ReportQuerySet:
        """The reports of one thing."""
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk)


class Report(models.Model):
    """One reader's word that something is wrong with a thing that others wrote."""

    class Reason(models.TextChoices):
        PATIENT = "patient", "It may identify a patient"
        UNSAFE = "unsafe", "It may be unsafe to follow"
        UNKIND = "unkind", "It is unkind, or attacks somebody"
        ADVERTISING = "advertising", "It advertises something"
        ELSEWHERE = "elsewhere", "It belongs somewhere else"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        UPHELD = "upheld", "Acted on"
        DISMISSED = "dismissed", "Left as it is"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    audience = models.ForeignKey(Audience, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60, blank=True)
    reporter = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    words = models.TextField(max_length=1_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Where the notification of the outcome leads, and what it calls it: set for that moment.
    url = ""
    title = "What you reported"

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "reporter"],
                condition=models.Q(state="waiting"),
                name="one_waiting_report_each",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="report_waiting")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.get_reason_display()}"

    def get_absolute_url(self) -> str:
        """Where the reporter who is told of the outcome is led."""
        return self.url or reverse("moderation:queue")

    def activity_title(self) -> str:
        """What the notification of the outcome calls it: not by the reported thing's own title,
        which may be what was wrong with it."""
        return self.title
