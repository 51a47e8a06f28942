"""What every step shares in which a member of a trust writes a case study.

What is typed is kept as it comes, complete or not; only what surely identifies a patient is not.
What is still missing is asked for when it is to be sent: `incomplete` says it, field by field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from accounts.models import User
from cases.models import Submission
from moderation.fields import DECLARATION, CheckedField, IdentifierCheckedForm


class DraftField(CheckedField):
    """A text of a draft. What surely identifies a patient is not kept; all else is."""

    after_refusal = "Take it out and save again. This answer was not saved; your other answers were."

    def __init__(self, label: str, *, rows: int = 0, most: int = 6_000, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, lines=bool(rows), max_length=most, required=False, **kwargs)


class StepForm(IdentifierCheckedForm):
    """One step. Bound or not, it shows what is kept; `storable` is what may be kept of what came."""

    step: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    needed: ClassVar[Mapping[str, str]] = {}
    # What has an answer from the start: not optional, and never missing.
    given: ClassVar[tuple[str, ...]] = ()
    fragment: ClassVar[str] = "cases/submit/_fields.html"
    after_doubt = "It is saved, and only you see it."
    use_required_attribute = False

    saves = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        user: User | None = None,
        answers: Mapping[str, Any] | None = None,
        declared: str = "",
        submission: Submission | None = None,
    ) -> None:
        self.user, self.declared, self.submission = user, declared, submission
        self.typed: dict[str, Any] = {}
        super().__init__(data, files, initial=dict(answers or {}))
        if self.is_bound:
            self.fields[DECLARATION].help_text = "The editors are told, and read it before anyone else."
        else:
            self._say_what_is_needed()

    def _say_what_is_needed(self) -> None:
        """For the labels: what is not needed says that it is optional. Nothing is refused for it."""
        for name in (*self.needed, *self.given):
            self.fields[name].required = True

    def full_clean(self) -> None:
        """Checks, with nothing required."""
        super().full_clean()
        self._say_what_is_needed()

    def clean(self) -> dict[str, Any]:
        """Keeps what may be kept before the question about what is doubtful is asked."""
        own = {name: value for name, value in self.cleaned_data.items() if name != DECLARATION}
        own.pop("saves", None)
        self.typed = own
        if self.doubtful and self.doubt_mark == self.declared:
            self.fields.pop(DECLARATION)
            return self.cleaned_data
        return super().clean()

    def show_saves(self, saves: int) -> None:
        """Sets the count that the page is drawn from, whatever came in."""
        self.initial["saves"] = saves
        if self.is_bound:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["saves"] = str(saves)
            self.data = data

    @property
    def saves_seen(self) -> int:
        """The count that the writer's page was drawn from."""
        return self.cleaned_data.get("saves") or 0

    @property
    def doubt_mark(self) -> str:
        """Stands for the very words that were found: other words are asked about again."""
        words = sorted(one.text for found in self.doubtful.values() for one in found)
        return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] if words else ""

    @property
    def storable(self) -> dict[str, Any]:
        """What came and may be kept. A field that is refused is not in it."""
        self.is_valid()
        return self.typed

    @property
    def refused(self) -> dict[str, list[str]]:
        """By field, why what came is not kept."""
        self.is_valid()
        kept = {*self.typed, DECLARATION}
        return {
            name: [str(each) for each in words] for name, words in self.errors.items() if name not in kept
        }

    def incomplete(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """By field, what is still to do before it can be sent."""
        return {name: words for name, words in self.needed.items() if not answers.get(name)}
