"""What a member asks a team."""

from __future__ import annotations

from uuid import uuid4

from django import forms

from moderation.fields import CheckedField


class AskTeamForm(forms.Form):
    """A question to the team of a case study. No moderator reads it, so what may point to a
    patient is refused."""

    text = CheckedField(
        lines=True,
        doubtful="refuse",
        label="Your question",
        help_text="Say what your unit is like and what you want to know.",
        max_length=2_000,
        error_messages={"required": "Write your question first."},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
