"""What editors do with a case study that a member wrote reaches its author."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, WorkflowState

from accounts.models import User
from accounts.services import audience_of
from activity import words
from activity.services import record, tell
from cases.models import CaseStudy, Submission
from cases.services.submissions import give_back

State = Submission.State


def _of_page(pk: int, *states: State) -> Submission | None:
    """The submission of a page, locked, where it is in one of the states."""
    rows = Submission.objects.select_for_update(of=("self",)).filter(page_id=pk, state__in=states)
    return rows.select_related("author", "trust").first()


def _tell_author(now: Submission, verb: str, *, by: User | None) -> None:
    """By the audience of the trust: whoever leaves it hears no more of it."""
    done = record(verb, actor=by, target=now, audience=audience_of(now.trust), announce=False)
    tell(done, [now.author])


@transaction.atomic
def was_returned(state: WorkflowState, *, by: User | None) -> None:
    """An editor or reviewer asks for changes."""
    page = state.content_object
    now = _of_page(page.pk, State.SENT) if isinstance(page, Page) else None
    if now is None:
        return
    task = state.current_task_state
    give_back(now, State.RETURNED, comment=task.comment if task else "")
    _tell_author(now, "cases.submission.returned", by=by)


@transaction.atomic
def was_let_go(state: WorkflowState, *, by: User | None) -> None:
    """The workflow was stopped. By publishing it goes on without; by the author it is theirs already."""
    page = state.content_object
    if isinstance(page, Page) and not page.live and not page.approved_schedule:
        was_returned(state, by=by)


@transaction.atomic
def was_published(page: CaseStudy) -> None:
    """It is out."""
    now = _of_page(page.pk, State.SENT, State.RETURNED, State.WRITING)
    if now is None:
        return
    now.state, now.comment = State.PUBLISHED, ""
    now.save(update_fields=["state", "comment"])
    now.leads_to = page.get_absolute_url()
    _tell_author(now, "cases.submission.published", by=None)


@transaction.atomic
def was_unpublished(page: CaseStudy) -> None:
    """It is with the editors again."""
    if now := _of_page(page.pk, State.PUBLISHED):
        now.state = State.SENT
        now.save(update_fields=["state"])


@transaction.atomic
def was_removed(page: CaseStudy) -> None:
    """The page is about to be deleted. The answers stay with their author."""
    now = _of_page(page.pk, State.SENT, State.RETURNED, State.WRITING, State.PUBLISHED)
    if now is None:
        return
    now.state, now.page = State.DECLINED, None
    now.save(update_fields=["state", "page"])
    _tell_author(now, "cases.submission.declined", by=None)


def register_words() -> None:
    """How notifications say it, with the title behind."""
    words.register("cases.submission.sent", "sent the editors")
    words.register("cases.submission.taken-back", "took back")
    words.register("cases.submission.returned", "asks you for changes in")
    words.register("cases.submission.published", "published")
    words.register("cases.submission.declined", "did not take")
