"""A case study that a member of a trust writes, on its way to the editors."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, User
from cases.models.case_study import CaseStudy
from hub.models import HubDocument


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Reads of submissions."""

    def visible_to(self, user: User | AnonymousUser | None) -> SubmissionQuerySet:
        """A person's own, while they are of the trust that it is written for."""
        if user is None or not user.is_authenticated:
            return self.none()
        at = user.memberships.current().values("organisation")
        return self.filter(author=user, trust__in=at)


class Submission(models.Model):
    """The answers of the step-by-step form. Until it is sent nobody but its author sees it;
    from then on the text is that of the page's latest revision."""

    class State(models.TextChoices):
        WRITING = "writing", "Not sent yet"
        SENT = "sent", "With the editors"
        RETURNED = "returned", "Back with you"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Not taken"

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="submissions")
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="submissions")
    answers = models.JSONField(default=dict, help_text="By the names of the form's fields.")
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    page = models.OneToOneField(
        CaseStudy, null=True, blank=True, on_delete=models.SET_NULL, related_name="submission"
    )
    comment = models.TextField(blank=True, help_text="What the editor asks for.")
    saves = models.PositiveIntegerField(
        default=0, help_text="Counts the savings, so that a page left open elsewhere does not overwrite."
    )
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.activity_title()

    def get_absolute_url(self) -> str:
        """The author's own page of it."""
        return reverse("cases:submission", args=[self.pk])

    def activity_title(self) -> str:
        """What a notification calls it."""
        return str(self.answers.get("title") or "Your case study")


class SubmissionFile(models.Model):
    """A file that goes with a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(HubDocument, on_delete=models.PROTECT, related_name="submissions")
    title = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["pk"]
