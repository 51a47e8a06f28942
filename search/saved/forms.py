"""The form of a saved search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from moderation.fields import CheckedField
from search.models import SavedSearch

SAY_WHEN = "Say when you want to be told."
TAKEN = "You have a saved search of this name. Choose another name."


class SavedSearchForm(forms.Form):
    """What a search is called, and when its owner hears of it."""

    name = CheckedField(
        label="Name",
        max_length=80,
        doubtful="refuse",
        help_text="Only you see it.",
        error_messages={"required": "Give it a name, so that you know it again."},
    )
    when = forms.ChoiceField(
        label="When something new comes in, tell me",
        choices=SavedSearch.When,
        initial=SavedSearch.When.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": SAY_WHEN, "invalid_choice": SAY_WHEN},
    )

    def __init__(self, *args: Any, user: User, saved: SavedSearch | None = None, **kwargs: Any) -> None:
        self.user = user
        self.saved = saved
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        """A name is used once."""
        name: str = self.cleaned_data["name"]
        others = SavedSearch.objects.filter(user=self.user).exclude(pk=self.saved.pk if self.saved else 0)
        if others.filter(name=name).exists():
            raise ValidationError(TAKEN)
        return name
