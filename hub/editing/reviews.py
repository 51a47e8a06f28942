"""Review dates: what is due, who is reminded of it, and the word that a page was reviewed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from accounts.services import EDITORS, audience_of_role
from activity import words
from activity.services import record, tell, withdraw
from hub.editing.workflow import those_who_may_enter
from hub.models import BasePage, ReviewReminder

SHOWN_AHEAD = timedelta(days=90)
REMINDED_AHEAD = timedelta(days=30)
REMINDED_EVERY = timedelta(days=30)
YEARS = 2
# A hub with hundreds of overdue pages tells of the longest overdue first, and of others tomorrow.
AT_ONCE = 50


class NotNowError(Exception):
    """A page cannot be marked as reviewed as it stands; the text says why and what to do."""


def due_pages(*, ahead: timedelta = SHOWN_AHEAD) -> Any:
    """Published pages whose review is overdue or due soon, the longest overdue first."""
    until = timezone.localdate() + ahead
    return BasePage.objects.filter(live=True, next_review__lte=until).order_by("next_review", "pk")


def years_on(day: date, years: int = YEARS) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def number_of(due: date, today: date) -> int:
    """Which reminder of a review date a day calls for: 0 in the 30 days before, 1 from the day
    itself, then one more for each 30 days."""
    return 0 if today < due else 1 + (today - due) // REMINDED_EVERY


def remind() -> int:
    """Reminds of reviews, each reminder once however often this runs; returns how many were sent."""
    today = timezone.localdate()
    sent = 0
    for page in due_pages(ahead=REMINDED_AHEAD).select_related("owner").iterator():
        sent += _remind_of(page, number_of(page.next_review, today))
        if sent == AT_ONCE:
            break
    return sent


@transaction.atomic
def _remind_of(page: BasePage, number: int) -> bool:
    reminder, made = ReviewReminder.objects.get_or_create(page=page, due=page.next_review, number=number)
    if not made:
        return False
    people = list(_whose(page).prefetch_related("groups"))
    roles = {group.name for person in people for group in person.groups.all()}
    activity = record(
        "hub.review.overdue" if number else "hub.review.due",
        actor=None,
        target=reminder,
        audience=audience_of_role(EDITORS, *roles),
        announce=False,
    )
    tell(activity, people)
    return True


def _whose(page: BasePage) -> Any:
    """The page's owner; the editors, where it has none who can still act on it."""
    owner = those_who_may_enter().filter(pk=page.owner_id)
    return owner if owner.exists() else those_who_may_enter().filter(groups__name=EDITORS)


def settle(page: Page) -> None:
    """Takes reminders back that a page no longer needs: it has another date, or readers no longer
    see it."""
    if not isinstance(page, BasePage):
        return
    for reminder in page.review_reminders.all():
        if not page.live or reminder.due != page.next_review:
            withdraw(reminder)


def forget(page: BasePage) -> None:
    """Takes all reminders of a page back: it is about to be deleted."""
    for reminder in page.review_reminders.all():
        withdraw(reminder)


def _why_not(page: Page, by: User) -> str:
    if not page.live:
        return "Readers do not see this page: publish it first."
    if page.workflow_in_progress:
        return "A draft of this page is being checked. Its review date comes with the draft."
    if page.scheduled_revision:
        return "A new version of this page is scheduled. Set the review date there."
    lock = page.get_lock()
    if lock and lock.for_user(by):
        return "Somebody has locked this page. Ask them, or an editor, to unlock it."
    return ""


@transaction.atomic
def mark_reviewed(page: BasePage, *, by: User, reviewer: str, next_review: date) -> None:
    """Keeps that a person has reviewed a published page today, and when it is due again.

    Readers see it at once, and nobody is told of it as news. A draft beside it keeps its text and
    gets the dates. The whole is one revision, with a line in the page's history. Raises NotNowError.
    """
    now: BasePage = BasePage.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    reason = _why_not(now, by)
    if reason:
        raise NotNowError(reason)
    said = {
        "reviewed_on": timezone.localdate(),
        "reviewed_by": reviewer,
        "next_review": next_review,
    }
    BasePage.objects.filter(pk=now.pk).update(**said)
    latest = now.get_latest_revision_as_object()
    for name, value in said.items():
        setattr(latest, name, value)
    has_draft = now.has_unpublished_changes
    revision = latest.save_revision(user=by, changed=has_draft, log_action=False, clean=False)
    if not has_draft:
        Page.objects.filter(pk=now.pk).update(live_revision=revision)
    now.refresh_from_db()
    log(
        instance=now,
        action="hub.reviewed",
        user=by,
        revision=revision,
        data={"next_review": next_review.isoformat()},
        content_changed=True,
    )
    settle(now)
    record("hub.page.reviewed", actor=by, target=now, audience=now.audience, announce=False)


def register_words() -> None:
    """How reminders read."""
    words.register("hub.review.due", "review due soon")
    words.register("hub.review.overdue", "review is due")
