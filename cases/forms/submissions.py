"""The steps in which a member of a trust writes a case study, and the form that begins it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import Organisation, User
from cases.forms.submission_files import FilesForm
from cases.forms.submission_step import DraftField, StepForm
from cases.lines import at_most_three_lines
from cases.models import CaseStudy, ImprovementTest, InterventionGuide
from cases.models.submission import ANOTHER, TEST_PARTS, TESTS
from moderation.fields import DECLARATION, CheckedField, IdentifierCheckedForm

# Of each guide the version in force and so many before it: what was tried may be some time ago.
VERSIONS_OFFERED = 3
_USE = re.compile(r"\d{1,18}:\d{1,4}")
HOW = (
    "Leave a line free to start a paragraph. Begin lines with a dash to make a list; "
    "**two stars** make words bold."
)


class StartForm(IdentifierCheckedForm):
    """What is needed to begin: a title, and whose work it is."""

    title = CheckedField(
        label="Title",
        max_length=150,
        doubtful="refuse",
        help_text="What you changed, and for whom: “Keeping babies warm on the way to the unit”. "
        "You can change it later.",
        error_messages={"required": "Write a title."},
    )
    trust = forms.ModelChoiceField(
        Organisation.objects.none(),
        widget=forms.RadioSelect,
        label="Whose work is it?",
        empty_label=None,
        error_messages={"required": "Choose the trust.", "invalid_choice": "Choose the trust."},
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, trusts: models.QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trusts = list(trusts)
        if len(self.trusts) == 1:
            del self.fields["trust"]
        else:
            self.fields["trust"].queryset = trusts  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organisation:
        """The trust: the one that was ticked, or the only one."""
        found: Organisation = self.cleaned_data.get("trust") or self.trusts[0]
        return found


class ChangedForm(StepForm):
    """What stands first on the page."""

    step, heading = "what-changed", "What changed"
    intro = "This is what most people read. Say it as you would to a colleague on another unit."
    needed = {
        "title": "Write a title.",
        "changed": "Say what changed, in up to three lines.",
        "outcome": "Say whether it worked.",
    }

    title = DraftField("Title", most=150)
    changed = DraftField(
        "What changed, in up to three lines",
        rows=4,
        most=600,
        help_text="One thing on each line. Say what is done now, not what the project was.",
    )
    outcome = forms.ChoiceField(
        choices=CaseStudy.Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
        label="Did it work?",
        help_text="What did not work helps others as much.",
    )
    sustained = DraftField("How long has it held?", most=60, help_text="Held at 6 months")

    def incomplete(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """Three lines, not four."""
        left = super().incomplete(answers)
        try:
            at_most_three_lines(str(answers.get("changed", "")))
        except ValidationError as error:
            left["changed"] = error.messages[0]
        return left


class ProblemForm(StepForm):
    """Where it began."""

    step, heading = "problem", "The problem"
    intro = "What was wrong, how you knew, and what you set out to do."
    needed = {"problem": "Say what the problem was."}

    problem = DraftField(
        "The problem, and what it was before",
        rows=8,
        help_text=f"With figures and the months that they cover, if you have them. {HOW}",
    )
    aim = DraftField("Your aim", rows=3, most=1_000, help_text="What, by how much, by when.")


class UsesField(forms.MultipleChoiceField):
    """The guides that were used, each as id:version. Where nobody is known who might choose,
    anything of that form passes; it is looked at again once somebody is."""

    def valid_value(self, value: Any) -> bool:
        """Whether it was offered."""
        return super().valid_value(value) if self.choices else bool(_USE.fullmatch(str(value)))


def uses_offered(user: User, kept: list[str]) -> list[tuple[str, str]]:
    """The guides that a person may choose, by title, newest version first; what is kept stays."""
    offered = []
    for guide in InterventionGuide.objects.visible_to(user).order_by("title", "pk"):
        now = int(guide.version)
        told = {int(use.partition(":")[2]) for use in kept if use.startswith(f"{guide.pk}:")}
        numbers = told | set(range(max(1, now - VERSIONS_OFFERED + 1), now + 1))
        offered += [
            (f"{guide.pk}:{number}", f"{guide.title}, version {number}")
            for number in sorted(numbers, reverse=True)
        ]
    return [*offered, (ANOTHER, "Something that is not in this list")]


class WorkForm(StepForm):
    """What was done, test by test."""

    step, heading = "what-you-did", "What you did"
    fragment = "cases/submit/_work_fields.html"
    intro = "Enough for another unit to try the same. Name roles, not people."
    needed = {"uses": "Tick what you used, or that it is not in the list."}

    uses = UsesField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Which guides did you use?",
        help_text="Tick the version that you worked with.",
    )
    what_was_done = DraftField("What you did", rows=10, most=10_000, help_text=HOW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in TESTS:
            self.fields |= test_fields(number)
        if self.user is not None:
            kept = self.initial.get("uses") or []
            self.fields["uses"].choices = uses_offered(self.user, kept)  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != DECLARATION])

    def tests(self) -> list[tuple[int, bool, list[forms.BoundField]]]:
        """For the template: number, whether it is to stand open, and its fields."""
        rows = []
        for number in TESTS:
            fields = [self[f"test_{number}_{part}"] for part in TEST_PARTS]
            rows.append((number, any(field.value() or field.errors for field in fields), fields))
        return rows

    def incomplete(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """One version of a guide is enough, and a test that was begun has a name and an end."""
        left = super().incomplete(answers)
        guides = [use.partition(":")[0] for use in answers.get("uses") or []]
        if len(set(guides)) < len(guides):
            left["uses"] = "Tick one version of each guide."
        for number in TESTS:
            if not any(answers.get(f"test_{number}_{part}") for part in TEST_PARTS):
                continue
            if not answers.get(f"test_{number}_title"):
                left[f"test_{number}_title"] = f"Test {number}: say what you tried."
            if not answers.get(f"test_{number}_decision"):
                left[f"test_{number}_decision"] = f"Test {number}: say what you decided."
        return left


def test_fields(number: int) -> dict[str, forms.Field]:
    """The fields of one test of change."""
    decisions = [("", "Not said"), *ImprovementTest.Decision.choices]
    fields: dict[str, forms.Field] = {
        "title": DraftField("What you tried", most=120),
        "when": DraftField("When", most=60, help_text="From March 2025"),
        "prediction": DraftField("What you expected", rows=2, most=500),
        "happened": DraftField("What happened", rows=3, most=1_000),
        "decision": forms.ChoiceField(choices=decisions, required=False, label="What you decided"),
    }
    return {f"test_{number}_{part}": field for part, field in fields.items()}


class ResultForm(StepForm):
    """What came of it."""

    step, heading = "result", "The result"
    intro = "One number if you have one, and what it was before. Words are fine where you have none."

    number = DraftField("Your headline number", most=20, help_text="8.1 or 71%")
    number_unit = DraftField("What it counts", most=120, help_text="Term admissions per 1,000 births")
    number_period = DraftField("When", most=60, help_text="October 2025 to March 2026")
    number_before = DraftField("What it was before", most=80, help_text="14.9 in the 13 months before")
    what_happened = DraftField("What happened", rows=8, help_text=HOW)
    do_differently = DraftField("What you would do differently", rows=5)
    advice = DraftField("Your advice to others", rows=5)

    def incomplete(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """No number stands alone."""
        left = super().incomplete(answers)
        if answers.get("number"):
            if not answers.get("number_unit"):
                left["number_unit"] = "Say what the number counts."
            if not answers.get("number_before"):
                left["number_before"] = "Say what the number was before."
        return left


STEPS: dict[str, type[StepForm]] = {
    form.step: form for form in (ChangedForm, ProblemForm, WorkForm, ResultForm, FilesForm)
}


def step_of_field(name: str) -> str:
    """The step that asks for a field of the page; empty for a field that no step asks for."""
    name = {"tests": "what_was_done", "guide_uses": "uses", "attachments": "contact"}.get(name, name)
    return next((step for step, form in STEPS.items() if name in form.base_fields), "")
