"""Verbs of a case study that a member writes: begin, keep, send, take back, throw away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, WorkflowState

from accounts.models import Organisation, User
from accounts.services import EDITORS, audience_of_role
from activity.services import record, tell
from cases.models import CaseStudy, CaseStudyIndexPage, Submission
from cases.models.submission import ANOTHER, TEST_PARTS, TESTS
from cases.services.submission_access import NotOpen, locked, open_for
from cases.services.submission_files import delete_unused, documents_of, put_on_page, take_from_page
from cases.services.submission_pages import answers_of, fill, free_slug
from moderation.words import words_of

# A comment in the administration stands at a field of the page; what has none, at its neighbour.
_COMMENTED_AT = {f"test_{number}_{part}": "what_was_done" for number in TESTS for part in TEST_PARTS}


class SavedElsewhere(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The step was saved since, in another window. `now` is how it stands."""

    def __init__(self, now: Submission) -> None:
        super().__init__(f"saved at {now.saved_at:%H:%M}")
        self.now = now


@transaction.atomic
def start(*, by: User, trust: Organisation, title: str, key: str) -> Submission:
    """Begins a case study. The same form sent twice begins one."""
    User.objects.select_for_update().get(pk=by.pk)
    begun = Submission.objects.filter(author=by, answers__about__key=key).first() if key else None
    if begun is not None:
        return begun
    made = Submission(author=by, trust=trust)
    made.keep({"title": title}, key=key)
    made.save()
    return made


@transaction.atomic
def save_answers(
    submission: Submission,
    *,
    by: User,
    step: str,
    answers: Mapping[str, Any],
    saves: int,
    declared: str | None = None,
) -> Submission:
    """Keeps the answers of one step. `saves` is the count that the writer's page knew.

    Raises SavedElsewhere where the step was changed since and says something else, NotOpen, and
    Submission.DoesNotExist.
    """
    now = open_for(submission, by=by)
    new = {name: said for name, said in answers.items() if (now.said.get(name) or "") != (said or "")}
    about = now.about
    if new and about["changed"].get(step, 0) > saves:
        raise SavedElsewhere(now)
    declares = declared is not None and about["declared"].get(step, "") != declared
    if not new and not declares:
        return now
    now.saves += 1
    changed = {**about["changed"], step: now.saves} if new else about["changed"]
    marks = {**about["declared"], step: declared} if declares else about["declared"]
    now.keep(new, changed=changed, declared=marks)
    now.saved_at = timezone.now()
    now.save(update_fields=["answers", "saves", "saved_at"])
    return now


@transaction.atomic
def send(
    submission: Submission, *, by: User, doubts: Mapping[str, Iterable[str]] | None = None
) -> Submission:
    """Puts it on its page and the page before the editors.

    `doubts` are, by field, the kinds of identifiers that the writer says are none: the editor reads
    them beside the field. The caller has asked for what is missing. Raises NotOpen.
    """
    now = open_for(submission, by=by)
    page = _new_page(now) if now.page is None else _known_page(now)
    _note_doubts(page, _doubts_by_field(now, doubts or {}), by)
    page.save_revision(user=by)
    now.page, now.state, now.comment = page, Submission.State.SENT, ""
    now.sent_at = now.saved_at = timezone.now()
    now.save(update_fields=["page", "state", "comment", "sent_at", "saved_at"])
    _to_the_editors(page, by)
    delete_unused(take_from_page(now))
    _tell_editors(now, by)
    return now


def _new_page(now: Submission) -> CaseStudy:
    index = CaseStudyIndexPage.objects.get()
    page = CaseStudy(
        slug=free_slug(str(now.said["title"]), index),
        trust=now.trust,
        owner=now.author,
        live=False,
        has_unpublished_changes=True,
    )
    fill(page, now.said, {}, author=now.author)
    put_on_page(now, page)
    index.add_child(instance=page)
    return page


def _known_page(now: Submission) -> CaseStudy:
    """As the editors left it, with what the writer changed. Kept in the page's own row too while
    nobody reads it, as Wagtail's own form does."""
    page: CaseStudy = now.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    fill(page, now.said, now.about["base"], author=now.author)
    put_on_page(now, page)
    if not page.live:
        page.save()
    return page


def _doubts_by_field(now: Submission, doubts: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Where a comment is to stand, and what it says. Files have no field of their own."""
    says = "The writer says: this is not about a patient."
    found = [
        (_COMMENTED_AT.get(name, name), f"The check found what may be {words_of(kinds)}. {says}")
        for name, kinds in doubts.items()
    ]
    files = {str(row.document_id): row.title for row in now.files.all()}
    found += [
        ("title", f"The check found what may be {words_of(kinds)} in the file “{files[pk]}”. {says}")
        for pk, kinds in now.about["file_doubts"].items()
        if pk in files
    ]
    return found


def _note_doubts(page: CaseStudy, doubts: Iterable[tuple[str, str]], by: User) -> None:
    """One comment at each field, once, where the editors read it."""
    there = {(each.contentpath, each.text) for each in page.wagtail_admin_comments.all()}
    new = [each for each in dict.fromkeys(doubts) if each not in there]
    for at, text in new:
        page.wagtail_admin_comments.add(Comment(user=by, contentpath=at, text=text))
    if new:
        page.save()


def _to_the_editors(page: CaseStudy, by: User) -> None:
    """Starts the page's workflow, or goes on with it. Where there is none the page waits as a draft."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    elif state is None and (workflow := page.get_workflow()):
        workflow.start(page, by)


@transaction.atomic
def take_back(submission: Submission, *, by: User) -> Submission:
    """From the editors to its author, with what the editors changed meanwhile."""
    now = locked(submission, by=by)
    if now.state != Submission.State.SENT or now.page is None or now.page.live:
        raise NotOpen(now)
    give_back(now, Submission.State.WRITING, comment="")
    if (state := now.page.current_workflow_state) is not None:
        state.cancel(user=by)
    _record_for_editors("cases.submission.taken-back", now, by)
    return now


def give_back(now: Submission, state: Submission.State, *, comment: str) -> None:
    """Lets the author write on, from what the page says now. What they had open before is old."""
    if now.page is not None:
        page = now.page.get_latest_revision_as_object()
        said = answers_of(page, now.author)
        if not said["uses"] and ANOTHER in (now.said.get("uses") or []):
            said["uses"] = [ANOTHER]
        now.saves += 1
        now.keep(said, base=said, changed=dict.fromkeys(now.about["changed"], now.saves))
        documents_of(now, page)
    now.state, now.comment = state, comment
    now.save(update_fields=["answers", "saves", "state", "comment"])


@transaction.atomic
def throw_away(submission: Submission, *, by: User) -> None:
    """Deletes it with its files, and its page where that was never published. Raises NotOpen."""
    now = locked(submission, by=by)
    if not now.is_open and now.state != Submission.State.DECLINED:
        raise NotOpen(now)
    documents = list(now.files.values_list("document", flat=True))
    page = now.page
    now.delete()
    if page is not None and page.first_published_at is None:
        page.delete()
    delete_unused(documents)


def _record_for_editors(verb: str, now: Submission, by: User) -> Any:
    now.leads_to = reverse("wagtailadmin_pages:edit", args=[now.page_id])
    done = record(verb, actor=by, target=now, audience=audience_of_role(EDITORS), announce=False)
    now.leads_to = ""
    return done


def _tell_editors(now: Submission, by: User) -> None:
    """In a workflow the editors' day tells those whose turn it is; without one, here all editors."""
    editors: models.QuerySet[User] = User.objects.active().filter(groups__name=EDITORS)
    done = _record_for_editors("cases.submission.sent", now, by)
    if now.page is not None and now.page.current_workflow_state is None:
        tell(done, editors)
