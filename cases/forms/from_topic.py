"""Which posts of a topic go into what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models

from cases.models import InterventionGuide
from moderation.fields import CheckedField

CASE_STUDY, ANSWER = "case-study", "answer"


class FromTopicForm(forms.Form):
    """The posts, and what is to be made of them."""

    posts = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="Posts that go in",
        error_messages={"required": "Choose a post at least."},
    )
    make = forms.ChoiceField(
        choices=[(CASE_STUDY, "A draft case study"), (ANSWER, "A question and answer in a guide")],
        initial=CASE_STUDY,
        widget=forms.RadioSelect,
        label="What to make of them",
    )
    guide = forms.ModelChoiceField(
        InterventionGuide.objects.none(),
        required=False,
        empty_label="Choose a guide",
        label="Guide, for a question and answer",
    )
    question = CheckedField(
        doubtful="refuse", required=False, max_length=255, label="Question, as the guide puts it"
    )

    def __init__(
        self,
        *args: Any,
        choices: Sequence[tuple[int, str]],
        guides: models.QuerySet[InterventionGuide],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        posts: Any = self.fields["posts"]
        posts.choices = choices
        guide: Any = self.fields["guide"]
        guide.queryset = guides

    def clean(self) -> dict[str, Any]:
        """An answer needs its guide and its question."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("make") == ANSWER:
            if not cleaned.get("guide"):
                self.add_error("guide", "Choose the guide that it belongs to.")
            if not cleaned.get("question") and "question" not in self.errors:
                self.add_error("question", "Write the question in one line.")
        return cleaned
