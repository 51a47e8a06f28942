"""What a reader asks the team of a case study. No address is shown to either side by the hub's pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from cases.models.case_study import CaseStudy


class TeamMessage(models.Model):
    """One message from a member to the team. The worker mails it; the sender's address goes with
    it, so that the team can answer, and the form says so. The rows that wait are the queue."""

    class Mail(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        NOT_WANTED = "not-wanted", "Nobody to send it to any more"
        REFUSED = "refused", "Refused by the mail server"

    page = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="messages")
    sender = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=2_000)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(
        max_length=10, choices=Mail, default=Mail.WAITING, db_default=Mail.WAITING, editable=False
    )
    mail_attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    mail_next_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    mail_error = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)
    key = models.UUIDField(unique=True, editable=False, help_text="A retry of the form is the same message.")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["mail_next_at"], condition=models.Q(mail="waiting"), name="team_message_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.activity_title()

    def get_absolute_url(self) -> str:
        """The page that it is about."""
        return self.page.get_absolute_url()

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"A question about {self.page.title}"
