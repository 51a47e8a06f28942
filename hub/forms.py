"""Forms of the shell: what a person says about themselves, checked like everything others read."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from accounts.services import describe_oneself
from moderation.fields import CheckedField


class AccountForm(forms.Form):
    """What others read on a person's page, and whether mail is wanted.

    A doubtful identifier is refused too: no moderator looks after these texts.
    """

    name = CheckedField(
        label="Full name",
        max_length=120,
        doubtful="refuse",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    job_title = CheckedField(
        label="Job title",
        max_length=80,
        required=False,
        doubtful="refuse",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    can_help_with = CheckedField(
        label="What you can help others with",
        max_length=500,
        required=False,
        doubtful="refuse",
        lines=True,
        help_text="Only members see it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = CheckedField(
        label="About you",
        max_length=1_000,
        required=False,
        doubtful="refuse",
        lines=True,
        help_text="Only members see it.",
    )
    email_notifications = forms.BooleanField(
        label="Email me when something is new in what I follow", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        kwargs.setdefault("initial", self.said_before(user))
        super().__init__(*args, **kwargs)

    @staticmethod
    def said_before(user: User) -> dict[str, Any]:
        """What the person has said about themselves until now."""
        profile = user.profile
        return {
            "name": user.name,
            "job_title": profile.job_title,
            "can_help_with": profile.can_help_with,
            "about": profile.about,
            "email_notifications": profile.email_notifications,
        }

    def save(self) -> None:
        """Keeps it."""
        describe_oneself(self.user, **self.cleaned_data)
