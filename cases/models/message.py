"""What a reader asks the team of a case study. No address is shown to either side by the hub's pages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models import User
from cases.models.case_study import CaseStudy


class TeamMessage(models.Model):
    """One message from a member to the team. The worker mails it; the sender's address goes with
    it, so that the team can answer, and the form says so."""

    page = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="messages")
    sender = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=2_000)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(unique=True, editable=False, help_text="A retry of the form is the same message.")

    def get_absolute_url(self) -> str:
        """The page that it is about."""
        return self.page.get_absolute_url()

    def activity_title(self) -> str:
        """What a notification calls it."""
        return f"A question about {self.page.title}"
