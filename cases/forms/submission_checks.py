"""How far a case study that a member writes has come: what is done, what is to do, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from wagtail.models import Comment

from accounts.models import User
from cases.forms.submissions import STEPS, StepForm, step_of_field
from cases.models import Submission
from moderation.fields import DECLARATION


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do before it can be sent."""

    step: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class StepLook:
    """One step as the overview shows it."""

    step: str
    heading: str
    url: str
    begun: bool
    todos: Sequence[Todo]
    doubts: dict[str, tuple[str, ...]]
    comments: list[Comment] = field(default_factory=list)

    @property
    def word(self) -> str:
        """How it stands, in words."""
        if self.todos:
            return "To do" if not self.begun else "Begun"
        return "Done" if self.begun else "Optional"

    @property
    def mark(self) -> str:
        """The sign before the word."""
        return {"Done": "full", "Begun": "half"}.get(self.word, "ring")


def kept_form(submission: Submission, step: str, user: User) -> StepForm:
    """The step with what is kept, checked as if it came in now."""
    answers = submission.said
    declared = submission.about["declared"].get(step, "")
    form = STEPS[step](data=answers, user=user, answers=answers, declared=declared)
    form.is_valid()
    return form


def everything_to_do(form: StepForm, submission: Submission) -> dict[str, str]:
    """By field, what is missing, refused or not declared. The form is checked already."""
    found = {name: str(words[0]) for name, words in form.errors.items() if name != DECLARATION}
    return form.incomplete(submission.said) | found


def anchor_of(form: StepForm, name: str) -> str:
    """Where a field stands on its page; the first choice of several."""
    return f"{form[name].auto_id}_0" if form[name].use_fieldset else form[name].auto_id


def look(submission: Submission, user: User) -> list[StepLook]:
    """Every step, with the comments that editors made on its fields. Two queries."""
    comments: dict[str, list[Comment]] = {}
    if submission.page_id and submission.is_open:
        open_ones = Comment.objects.filter(page=submission.page_id, resolved_at=None)
        for comment in open_ones.exclude(user=user).select_related("user").order_by("created_at"):
            step = step_of_field(comment.contentpath.partition(".")[0])
            comments.setdefault(step, []).append(comment)
    return [_look(submission, user, step, comments.get(step, [])) for step in STEPS]


def _look(submission: Submission, user: User, step: str, comments: list[Comment]) -> StepLook:
    form = kept_form(submission, step, user)
    url = reverse("cases:submission_step", args=[submission.pk, step])
    names = [name for name in form.fields if name not in {"saves", DECLARATION}]
    return StepLook(
        step=step,
        heading=form.heading,
        url=url,
        begun=any(submission.said.get(name) for name in names) or step in submission.about["changed"],
        todos=[
            Todo(step, f"{url}?check=1#{anchor_of(form, name)}", words)
            for name, words in everything_to_do(form, submission).items()
        ],
        doubts={
            name: tuple(dict.fromkeys(one.kind for one in found)) for name, found in form.doubtful.items()
        },
        comments=comments,
    )
