"""A case study that a member of a trust writes, on its way to the editors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, User
from cases.models.case_study import CaseStudy
from hub.models import HubDocument

# The rows of the form for tests of change, and what each asks for: `test_1_title`.
TESTS = range(1, 5)
TEST_PARTS = ("title", "when", "prediction", "happened", "decision")
# Among the guides used: none of those that there are.
ANOTHER = "another"
# Among the answers: what is kept about them.
ABOUT = "about"


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

    # Those in which its author may write.
    OPEN = (State.WRITING, State.RETURNED)

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

    # Where an activity about it leads, if not to the author's own page of it; set for the moment.
    leads_to = ""

    def __str__(self) -> str:
        return self.activity_title()

    def get_absolute_url(self) -> str:
        """The author's own page of it."""
        return self.leads_to or reverse("cases:submission", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its author may write in it."""
        return self.state in self.OPEN

    @property
    def mark(self) -> str:
        """The sign before the word for the state."""
        marks = {self.State.SENT: "half", self.State.PUBLISHED: "full", self.State.DECLINED: "stop"}
        return marks.get(self.State(self.state), "ring")

    @property
    def said(self) -> dict[str, Any]:
        """The answers alone."""
        return {name: answer for name, answer in self.answers.items() if name != ABOUT}

    @property
    def about(self) -> dict[str, Any]:
        """What is kept about the answers: `key` (of the form that began it), `changed` (by step, the
        count of savings when it last changed), `declared` (by step, what the writer says is not about
        a patient), `base` (what the page said when the writer got it back), `documents` (the files
        that were sent) and `file_doubts` (by document, the kinds of identifiers that it may hold)."""
        kept: dict[str, Any] = self.answers.get(ABOUT, {})
        empty = {"key": "", "changed": {}, "declared": {}, "base": {}, "documents": [], "file_doubts": {}}
        return empty | kept

    def keep(self, said: dict[str, Any], **about: Any) -> None:
        """Puts answers, and what is to be kept about them, beside those that are there."""
        self.answers = {**self.answers, **said, ABOUT: {**self.about, **about}}

    def activity_title(self) -> str:
        """What a notification calls it."""
        return str(self.answers.get("title") or "A case study without a title")


class SubmissionFile(models.Model):
    """A file that goes with a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(HubDocument, on_delete=models.PROTECT, related_name="submissions")
    title = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["pk"]
