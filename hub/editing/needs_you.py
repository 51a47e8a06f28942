"""What needs somebody, in lines of a number and words: the first thing on an editor's home.

Rooms add lines of their own in `AppConfig.ready`:
`needs_you.register("cases.submissions", function)`, where the function takes a person and gives a
`Need`, or None where there is nothing that this person can act on. Each takes a fixed number of
queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from accounts.models import User
from hub.editing import drafts, reviews
from hub.editing.workflow import those_who_may_enter
from hub.models import Feedback
from hub.models.editing import address_of_editor

SOON = timedelta(days=30)
# Wagtail's own panel further down, where a draft can be approved at once.
TO_CHECK = "#awaiting-review-section"


@dataclass(frozen=True, slots=True)
class Need:
    """One line: "3 drafts wait for your check", and where to go."""

    text: str
    url: str


Line = Callable[[User], Need | None]
lines: dict[str, Line] = {}


def register(name: str, line: Line) -> None:
    """Adds a line, after those that are there."""
    lines[name] = line


def counted(count: int, one: str, many: str) -> str:
    """A number with its words: counted(3, "draft", "drafts")."""
    return f"{count} {one if count == 1 else many}"


def needs_of(user: User) -> list[Need]:
    """What needs a person, in order."""
    return [need for line in lines.values() if (need := line(user)) is not None]


def _address(pks: list[int], otherwise: str) -> str:
    """One page opens at once; several have their list."""
    return address_of_editor(pks[0]) if len(pks) == 1 else otherwise


def returned(user: User) -> Need | None:
    """Drafts that came back."""
    pks = list(drafts.returned_to(user).values_list("pk", flat=True))
    if not pks:
        return None
    text = f"{counted(len(pks), 'draft', 'drafts')} came back: changes are asked for"
    return Need(text, _address(pks, reverse("own_drafts")))


def to_check(user: User) -> Need | None:
    """Drafts that wait for the person's check, and how many of them members have sent in."""
    rows = drafts.waiting_for(user).values_list("workflow_state__object_id", "workflow_state__requested_by")
    waiting = [(int(page), by) for page, by in rows if page.isdecimal()]
    if not waiting:
        return None
    staff = set(those_who_may_enter().values_list("pk", flat=True))
    sent_in = sum(by is not None and by not in staff for _, by in waiting)
    text = f"{counted(len(waiting), 'draft waits', 'drafts wait')} for your check"
    if sent_in:
        text += (
            f", {sent_in} of them sent in by members" if sent_in < len(waiting) else ", sent in by members"
        )
    return Need(text, _address([page for page, _ in waiting], TO_CHECK))


def own_drafts(user: User) -> Need | None:
    """What the person has begun."""
    back = drafts.returned_to(user).values("pk")
    pks = list(drafts.drafts_of(user).exclude(pk__in=back).values_list("pk", flat=True))
    if not pks:
        return None
    text = f"{counted(len(pks), 'draft', 'drafts')} of yours, not sent on yet"
    return Need(text, _address(pks, reverse("own_drafts")))


def reviews_due(user: User) -> Need | None:
    """Reviews that are due in a month, or overdue."""
    if not user.has_perm("hub.mark_reviewed"):
        return None
    due = list(reviews.due_pages(ahead=SOON).values_list("next_review", flat=True))
    if not due:
        return None
    overdue = sum(day < timezone.localdate() for day in due)
    text = counted(len(due), "review is due", "reviews are due")
    return Need(f"{text}, {overdue} overdue" if overdue else text, reverse("reviews_due"))


def feedback(user: User) -> Need | None:
    """What readers said of pages, and nobody has dealt with."""
    count = Feedback.objects.visible_to(user).waiting().count()
    if not count:
        return None
    return Need(f"{counted(count, 'reader', 'readers')} told us something about a page", "/feedback/")


def register_lines() -> None:
    """The hub's own lines."""
    register("hub.returned", returned)
    register("hub.to_check", to_check)
    register("hub.drafts", own_drafts)
    register("hub.reviews", reviews_due)
    register("hub.feedback", feedback)


class NeedsYouPanel(Component):
    """The panel, first on the home of the administration."""

    name = "needs_you"
    template_name = "hub/editing/needs_you.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The lines for whoever is looking."""
        return {"needs": needs_of(parent_context["request"].user)}
