"""The form field for everything that others will read, and the form that asks in case of doubt.

What a person typed stays in the form, so that nothing is lost; it goes to no log and no error
report (views that take it are marked with `sensitive_post_parameters`).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError

from moderation.identifiers import Finding, check
from moderation.words import doubt, refusal

# Word and PowerPoint write a soft line break as \v and a page break as \f.
_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters say nothing to a reader and break feeds and mail subjects: they are dropped.
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")

DECLARATION = "declaration"


def clean_characters(text: str) -> str:
    """The text with every sort of line break as a newline and without control characters.

    Raises ValidationError for NUL and for half a surrogate pair: what was meant there is lost,
    and only the writer can tell what it was.
    """
    if "\x00" in text or _SURROGATES.search(text):
        raise ValidationError(
            "There is a character here that cannot be kept. Type the text again instead of "
            "pasting it, or paste it without formatting.",
            code="character",
        )
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


class CheckedField(forms.CharField):
    """A text field that refuses what identifies a patient, and shows the writer where.

    `doubtful="ask"` keeps what may identify a patient in `found_doubtful`, for the form below to
    ask about; `doubtful="refuse"` refuses it too, for places that no moderator looks after.
    `lines=True` makes it a box of several lines; without it line breaks become spaces.
    """

    found_doubtful: tuple[Finding, ...] = ()
    # What to do about what was refused, and what of the text was kept.
    after_refusal = "Take it out and send again. Nothing was saved."

    def __init__(
        self,
        *,
        doubtful: Literal["ask", "refuse"] = "ask",
        lines: bool = False,
        **kwargs: Any,
    ) -> None:
        self.doubtful = doubtful
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The text, cleaned of what is not text."""
        text = clean_characters(str(value)) if value not in self.empty_values else ""
        return super().to_python(text if self.lines else " ".join(text.split()))

    def clean(self, value: Any) -> Any:
        """The text, once nothing in it surely identifies a patient."""
        self.found_doubtful = ()
        text = super().clean(value)
        verdict = check(text)
        if verdict.verdict == "refuse" or (verdict.verdict == "hold" and self.doubtful == "refuse"):
            raise ValidationError(
                [
                    ValidationError(refusal(found, then=self.after_refusal), code="identifier")
                    for found in verdict.findings
                ]
            )
        self.found_doubtful = verdict.findings
        return text


class IdentifierCheckedForm(forms.Form):
    """A form that asks once when its checked fields hold something doubtful.

    The writer takes it out, or declares that it is not about a patient: then the form is valid
    and `held_kinds` says what a moderator has to look at. Works as a base of a ModelForm too.
    """

    # Said behind each doubtful finding: what of the text was kept.
    after_doubt = "Nothing was saved yet."

    declaration = forms.BooleanField(
        required=False,
        label="This is not about a patient",
        help_text="A moderator reads it before anyone else sees it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Below the other fields, whatever the order of the classes.
        self.fields[DECLARATION] = self.fields.pop(DECLARATION)
        if not self.is_bound:
            del self.fields[DECLARATION]

    @property
    def doubtful(self) -> dict[str, tuple[Finding, ...]]:
        """What may identify a patient, by field; empty before the form was checked."""
        return {
            name: field.found_doubtful
            for name, field in self.fields.items()
            if isinstance(field, CheckedField) and field.found_doubtful
        }

    @property
    def held_kinds(self) -> tuple[str, ...]:
        """The kinds that a moderator has to look at."""
        found = (one for findings in self.doubtful.values() for one in findings)
        return tuple(dict.fromkeys(one.kind for one in found))

    def clean(self) -> dict[str, Any]:
        """Asks about what is doubtful unless the writer has answered."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.doubtful:
            # Nothing to declare: the question is not put.
            self.fields.pop(DECLARATION, None)
            cleaned.pop(DECLARATION, None)
        elif not cleaned.get(DECLARATION):
            for name, findings in self.doubtful.items():
                self.add_error(name, [doubt(found, then=self.after_doubt) for found in findings])
            self.add_error(DECLARATION, "Take it out, or tick “This is not about a patient” and send again.")
        return cleaned
