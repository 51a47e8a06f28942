"""What a trust says about a guide. Few fields, each checked: no moderator reads them first."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundWidget
from django.utils import timezone

from cases.models import Adoption, InterventionGuide
from cases.services.adoption import Told
from moderation.fields import CheckedField

# Nobody here did anything of this before.
FIRST_YEAR = 1990
MEANINGS = {
    Adoption.Status.PLANNING: "We have decided to, and have not begun.",
    Adoption.Status.TESTING: "We try it somewhere, or with some.",
    Adoption.Status.EMBEDDED: "It is how we work now.",
    Adoption.Status.STOPPED: "We tried, and do it no longer. That helps others too.",
}
MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


class MonthWidget(forms.MultiWidget):
    """Two short fields, month and year, drawn by `cases/_month.html`."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: date | None) -> list[str]:
        """A day as its month and year."""
        return [str(value.month), str(value.year)] if value else ["", ""]


class MonthField(forms.MultiValueField):
    """A month, kept as its first day: nobody remembers the day. "5 2026" or "May 2026"."""

    widget = MonthWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=12, required=False) for _ in range(2)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """The first day of the month. Raises ValidationError in words."""
        month, year = (*data_list, "", "")[:2]
        if not month and not year:
            return None
        number = MONTHS.get(month.casefold(), int(month) if month.isdecimal() else 0)
        if not 1 <= number <= 12 or not (year.isdecimal() and len(year) == 4):
            raise ValidationError("Write the month and the year, such as 4 2026.", code="month")
        day = date(int(year), number, 1) if int(year) >= FIRST_YEAR else None
        if day is None:
            raise ValidationError(f"Write a year from {FIRST_YEAR} on.", code="year")
        if day > timezone.localdate():
            raise ValidationError("This month is still to come.", code="future")
        return day


def why_field(**kwargs: Any) -> CheckedField:
    """Why a trust stopped."""
    return CheckedField(
        label="Why did you stop?",
        max_length=500,
        doubtful="refuse",
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        **kwargs,
    )


class AdoptionForm(forms.Form):
    """How far a trust is with a guide."""

    status = forms.ChoiceField(
        choices=Adoption.Status,
        widget=forms.RadioSelect,
        label="How far are you?",
        error_messages={"required": "Choose how far you are."},
    )
    stopped_on = MonthField(label="When did you stop?", required=False)
    why_stopped = why_field(required=False)
    started_on = MonthField(
        label="Since when?",
        required=False,
        help_text="When it began, as near as you know. For example, 4 2026.",
    )
    version = forms.TypedChoiceField(
        coerce=int,
        label="Which version do you follow?",
        error_messages={
            "required": "Choose a version.",
            "invalid_choice": "Choose one of the versions.",
        },
    )
    result = CheckedField(
        label="What came of it, in a sentence",
        max_length=255,
        required=False,
        doubtful="refuse",
        help_text="With a figure and what it was before, if you have them.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    adapted = CheckedField(
        label="What did you change?",
        max_length=500,
        required=False,
        doubtful="refuse",
        lines=True,
        help_text="What you do in another way than the guide says.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    case_study = forms.ModelChoiceField(
        None, label="Your case study about it", required=False, empty_label="None"
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    ORDER: ClassVar[tuple[str, ...]] = ("version", "result", "adapted", "case_study")

    def __init__(
        self,
        *args: Any,
        guide: InterventionGuide,
        record: Adoption | None,
        case_studies: models.QuerySet[Any],
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", said_before(guide, record))
        super().__init__(*args, **kwargs)
        kept = record.case_study if record else None
        # One that the writer may not know of stays, and is not shown.
        self.unseen = kept if kept and not case_studies.filter(pk=kept.pk).exists() else None
        newest = max(guide.version, record.version if record else 1)
        self.fields["version"].choices = [  # type: ignore[attr-defined]
            (number, f"Version {number}, in force now" if number == guide.version else f"Version {number}")
            for number in range(newest, 0, -1)
        ]
        if newest == 1:
            del self.fields["version"]
        choice: forms.ModelChoiceField = self.fields["case_study"]  # type: ignore[assignment]
        choice.queryset = case_studies
        if not case_studies:
            del self.fields["case_study"]

    def statuses(self) -> list[tuple[BoundWidget, str]]:
        """Each choice of status with its meaning in one line."""
        return list(zip(self["status"].subwidgets, MEANINGS.values(), strict=True))

    def optional_fields(self) -> list[forms.BoundField]:
        """The fields below the first question, as far as there is something to choose."""
        return [self[name] for name in self.ORDER if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """What was stopped says when and why; nothing else does."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status == Adoption.Status.STOPPED:
            self._ask("stopped_on", "Write the month in which you stopped.")
            self._ask("why_stopped", "Say why you stopped, in a sentence.")
            began, ended = cleaned.get("started_on"), cleaned.get("stopped_on")
            if began and ended and ended < began:
                self.add_error("stopped_on", "You stopped before you began: look at both months again.")
        elif status:
            # What stands in fields that are not asked about is neither kept nor an error.
            for name, nothing in (("stopped_on", None), ("why_stopped", "")):
                cleaned[name] = nothing
                self.errors.pop(name, None)
        return cleaned

    def _ask(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def told(self) -> Told:
        """What the trust says, for the verb."""
        data = self.cleaned_data
        return {
            "status": data["status"],
            "version": data.get("version", 1),
            "started_on": data["started_on"],
            "adapted": data["adapted"],
            "result": data["result"],
            "stopped_on": data["stopped_on"],
            "why_stopped": data["why_stopped"],
            "case_study": data.get("case_study") or self.unseen,
        }


def said_before(guide: InterventionGuide, record: Adoption | None) -> dict[str, Any]:
    """What the form starts with: the record, or the version in force."""
    if record is None:
        return {"version": guide.version}
    names = ("status", "stopped_on", "why_stopped", "started_on", "version", "result", "adapted")
    said = {name: getattr(record, name) for name in names}
    return {**said, "case_study": record.case_study_id, "seen": record.stamp}


class StopForm(forms.Form):
    """That a trust stopped, when, and why: the two questions of the quick way."""

    stopped_on = MonthField(
        label="When did you stop?", error_messages={"required": "Write the month in which you stopped."}
    )
    why_stopped = why_field(error_messages={"required": "Say why you stopped, in a sentence."})
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Adoption, **kwargs: Any) -> None:
        self.record = record
        kwargs.setdefault("initial", {"stopped_on": timezone.localdate(), "seen": record.stamp})
        super().__init__(*args, **kwargs)

    def clean_stopped_on(self) -> date | None:
        """Not before it began."""
        ended: date | None = self.cleaned_data["stopped_on"]
        began = self.record.started_on
        if ended and began and ended < began.replace(day=1):
            raise ValidationError("You stopped before you began: you told us of an earlier month.")
        return ended
