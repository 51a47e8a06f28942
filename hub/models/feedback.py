"""What readers say of a page: whether it was useful, and whether anything is wrong with it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import Audience, User
from hub.models.base import BasePage


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Reads of what readers said."""

    def visible_to(self, user: User | AnonymousUser | None) -> FeedbackQuerySet:
        """All of it for those who look after feedback; for others that of the pages which they own
        and may still see."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.has_perm("hub.handle_feedback"):
            return self.all()
        return self.filter(page__owner=user, page__audience_id__in=Audience.objects.ids_for(user))

    def waiting(self) -> FeedbackQuerySet:
        """With words that nobody has dealt with yet, oldest first."""
        return self.filter(state=Feedback.State.WAITING).order_by("created_at", "pk")

    def after(self, last: Feedback) -> FeedbackQuerySet:
        """What comes after one in that order (keyset paging)."""
        at = last.created_at
        return self.filter(models.Q(created_at__gt=at) | models.Q(created_at=at, pk__gt=last.pk))

    def counts(self) -> tuple[int, int]:
        """How many found it useful, of how many who said. One query."""
        votes = self.exclude(kind=Feedback.Kind.WRONG)
        useful = models.Q(kind=Feedback.Kind.USEFUL)
        told = votes.aggregate(useful=models.Count("pk", filter=useful), all=models.Count("pk"))
        return told["useful"], told["all"]


class Feedback(models.Model):
    """One thing that a reader said of a page. Who said it is not kept."""

    class Kind(models.TextChoices):
        USEFUL = "useful", "Useful"
        NOT_USEFUL = "not-useful", "Not useful"
        WRONG = "wrong", "Something is wrong"

    class State(models.TextChoices):
        COUNTED = "counted", "Counted"  # a vote without words: nothing to answer
        WAITING = "waiting", "Waiting"
        ANSWERED = "answered", "Answered"
        DISMISSED = "dismissed", "Dismissed"

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=1_000, blank=True)
    reply_to = models.EmailField(
        "address for an answer", blank=True, help_text="Kept until the answer is sent."
    )
    state = models.CharField(max_length=10, choices=State, default=State.COUNTED)
    created_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=1_000, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer_sent_at = models.DateTimeField(null=True, blank=True)
    # The rows with a time are the queue of answers that are still to be mailed.
    mail_next_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail_attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    mail_error = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)
    # A retry of the same form is the same word, not a second one.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        permissions: ClassVar = [("handle_feedback", "Can answer and dismiss feedback on every page")]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="feedback_waiting"),
            models.Index(
                fields=["mail_next_at"],
                condition=models.Q(mail_next_at__isnull=False),
                name="feedback_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.page_id}"

    def get_absolute_url(self) -> str:
        """Where it is dealt with."""
        return f"/feedback/#feedback-{self.pk}"

    def activity_title(self) -> str:
        """What a notification calls it: the page; the verb says the rest."""
        return str(self.page.title)
