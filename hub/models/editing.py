"""What the editors' day rests on: drafts on their way, reviews that are due, what the checks found,
and the clock."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Comment, Page, WorkflowState

from hub.models.base import BasePage


def address_of_editor(page_id: int) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page_id])


class DraftOnItsWay(WorkflowState):
    """Wagtail's record of one way of a page through its workflow, as something to be told of.

    Not the page itself: what is told of a page becomes its readers' when the page is published,
    and a draft is nobody's but the editors'.
    """

    class Meta:
        proxy = True

    def get_absolute_url(self) -> str:
        """Where one acts on it."""
        return address_of_editor(int(self.object_id))

    def activity_title(self) -> str:
        """What a notification calls it."""
        page = self.content_object
        return str(page.get_admin_display_title() if isinstance(page, Page) else page)


class CommentOnDraft(Comment):
    """An editor's or reviewer's comment beside a field of a page, as something to be told of."""

    class Meta:
        proxy = True

    def get_absolute_url(self) -> str:
        """The field that it stands beside."""
        return f"{address_of_editor(self.page_id)}#comment-{self.pk}"

    def activity_title(self) -> str:
        """What a notification calls it."""
        return str(self.page.get_admin_display_title())


class ReviewReminder(models.Model):
    """One reminder of one review date, so that nobody gets it twice."""

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="review_reminders")
    due = models.DateField(help_text="The page's next review when this was sent.")
    number = models.PositiveSmallIntegerField(
        help_text="0 for the one 30 days before, 1 on the day, then one for each 30 days."
    )
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        permissions: ClassVar = [("mark_reviewed", "Can say that a page has been reviewed")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "due", "number"], name="reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.due}, {self.number}"

    def get_absolute_url(self) -> str:
        """Where the review is done."""
        return reverse("review_page", args=[self.page_id])

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"{self.page.title}, {date_format(self.due, 'j F Y')}"


class ContentCheck(models.Model):
    """What the checks found in a published page, kept so that a report of all pages is one query."""

    page = models.OneToOneField(
        BasePage, primary_key=True, on_delete=models.CASCADE, related_name="content_check"
    )
    words = models.PositiveIntegerField(default=0)
    reading_age = models.FloatField(null=True, help_text="In years; none for a text that is too short.")
    findings = models.JSONField(default=list, help_text="Each with kind, words and where.")
    count = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.page_id}: {self.count}"


class ClockJob(models.Model):
    """When a job of the clock is due again. A worker takes a job by moving the time on."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
