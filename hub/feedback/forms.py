"""What readers write about a page, and what they are answered. No moderator looks at it, so what may
point to a patient is refused."""

from __future__ import annotations

from uuid import uuid4

from django import forms

from moderation.fields import CheckedField

WARNING = "Do not include any personal, sensitive or confidential information."


class WordsForm(forms.Form):
    """A sentence after a vote. The key is that of the vote."""

    text = CheckedField(
        label="What would have made it more useful, or what helped?",
        help_text=WARNING,
        max_length=1_000,
        lines=True,
        doubtful="refuse",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a sentence first, or leave the page."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class WrongForm(forms.Form):
    """What is wrong with a page."""

    text = CheckedField(
        label="What is wrong?",
        help_text=f"Say where on the page, and what it should say. {WARNING}",
        max_length=1_000,
        lines=True,
        doubtful="refuse",
        error_messages={"required": "Say what is wrong first."},
    )
    reply_to = forms.EmailField(
        label="Your email address",
        required=False,
        max_length=254,
        help_text="Only if you want an answer. We forget it when the answer is sent.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(forms.Form):
    """What a reader is answered, by mail."""

    text = CheckedField(
        label="Your answer",
        help_text="It goes to the reader by email. Your name does not.",
        max_length=1_000,
        lines=True,
        doubtful="refuse",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the answer first."},
    )
