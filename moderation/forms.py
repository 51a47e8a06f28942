"""What a moderator fills in for an act that a person hears of: a reason, and words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from moderation.fields import CheckedField
from moderation.models import ReasonTemplate
from moderation.services import Reason

WORDS_LENGTH = 1_000
OWN_WORDS = "other"


@dataclass(frozen=True, slots=True)
class Sure:
    """What is shown before an act that surprises: in words, in lines of a name and a text, and the
    `key` that names just this act, so that a change of the form asks again."""

    key: str
    words: str
    lines: tuple[tuple[str, str], ...] = ()


class ActForm(forms.Form):
    """The base of every act; one without more asks only to be sure."""

    def sure(self) -> Sure | None:
        """What to confirm before it is done; None for most."""
        return None


class ReasonForm(ActForm):
    """An act with a reason that the person receives. The words are those of the reason unless the
    moderator writes their own."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect, label="Why?", error_messages={"required": "Say why."}
    )
    words = CheckedField(
        doubtful="refuse",
        lines=True,
        required=False,
        max_length=WORDS_LENGTH,
        label="What the person reads",
        help_text="Left empty, the words of the reason. It does not say who you are.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {str(each.pk): each for each in ReasonTemplate.objects.all()}
        choice: Any = self.fields["reason"]
        choice.choices = [
            *((pk, each.title) for pk, each in self.templates.items()),
            (OWN_WORDS, "Another reason, in your own words"),
        ]

    @property
    def texts(self) -> list[ReasonTemplate]:
        """The reasons with their words, to read before one is chosen."""
        return list(self.templates.values())

    def clean(self) -> dict[str, Any]:
        """Own words are asked for where no reason brings any."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("reason") == OWN_WORDS and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Write what the person reads.")
        return cleaned

    @property
    def why(self) -> Reason:
        """The reason as the verbs take it."""
        template = self.templates.get(self.cleaned_data["reason"])
        words = self.cleaned_data["words"] or (template.text if template else "")
        return Reason(template.title if template else "In their own words", words)

    @property
    def of_patient(self) -> bool:
        """Whether nothing of the words may be kept, because they may tell of a patient."""
        template = self.templates.get(self.cleaned_data["reason"])
        return template is not None and template.keeps_nothing
