"""Verbs of feedback: count a vote, keep words, answer, dismiss. Who said something is never kept."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import EDITORS, audience_of_role
from activity.services import record, tell
from hub.models import BasePage, Feedback

State, Kind = Feedback.State, Feedback.Kind
WRONG, WORDS, ANSWERED, DISMISSED = (
    "hub.feedback.wrong",
    "hub.feedback.words",
    "hub.feedback.answered",
    "hub.feedback.dismissed",
)


class AlreadyDecided(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Somebody else was first; `feedback` is as they left it."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__(feedback.get_state_display().lower())
        self.feedback = feedback


def vote(page: BasePage, *, useful: bool) -> Feedback:
    """Counts one yes or no. Its key lets the same reader add a sentence."""
    kind = Kind.USEFUL if useful else Kind.NOT_USEFUL
    return Feedback.objects.create(page=page, kind=kind, key=uuid4())


@transaction.atomic
def add_words(page: BasePage, *, key: UUID, text: str) -> bool:
    """Adds a sentence to a vote, once; from then on it waits for somebody. Whether it was added."""
    counted = Feedback.objects.filter(page=page, key=key, state=State.COUNTED)
    if not counted.update(text=text, state=State.WAITING):
        return False
    _tell_of(Feedback.objects.select_related("page__audience", "page__owner").get(key=key), WORDS)
    return True


@transaction.atomic
def report_wrong(page: BasePage, *, text: str, reply_to: str = "", key: UUID | None = None) -> Feedback:
    """Keeps what is said to be wrong with a page. The same key is the same word."""
    said = {"page": page, "kind": Kind.WRONG, "text": text, "reply_to": reply_to, "state": State.WAITING}
    feedback, made = Feedback.objects.get_or_create(key=key or uuid4(), defaults=said)
    if made:
        _tell_of(feedback, WRONG)
    return feedback


@transaction.atomic
def answer(feedback: Feedback, *, by: User, text: str) -> None:
    """Answers: by mail where the reader left an address. Raises AlreadyDecided."""
    sending = bool(feedback.reply_to and text)
    _decide(feedback, State.ANSWERED, by=by, answer=text, mail_next_at=timezone.now() if sending else None)


@transaction.atomic
def dismiss(feedback: Feedback, *, by: User) -> None:
    """Puts it aside; the reader's address is forgotten. Raises AlreadyDecided."""
    _decide(feedback, State.DISMISSED, by=by, reply_to="")


def _decide(feedback: Feedback, state: str, *, by: User, **fields: object) -> None:
    """Only what still waits can be decided: of two at the same moment the second is told."""
    waiting = Feedback.objects.filter(pk=feedback.pk, state=State.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=timezone.now(), **fields):
        raise AlreadyDecided(Feedback.objects.select_related("decided_by").get(pk=feedback.pk))
    verb = ANSWERED if state == State.ANSWERED else DISMISSED
    record(verb, actor=by, target=feedback, audience=audience_of_role(EDITORS), announce=False)


def _tell_of(feedback: Feedback, verb: str) -> None:
    """Tells the editors who may see the page, and its owner. An owner who is no editor is told as a
    reader of the page. Other editors find it in the queue: a title is not for their mail."""
    page, editors = feedback.page, audience_of_role(EDITORS)
    told = list(User.objects.who_may_see(page.audience).filter(groups__audiences=editors))
    tell(record(verb, actor=None, target=feedback, audience=editors, announce=False), told)
    if page.owner is not None and page.owner not in told:
        # About the page, so that it goes where the page goes: out of sight, or to another audience.
        theirs = record(
            verb, actor=None, target=feedback, audience=page.audience, about=(page,), announce=False
        )
        tell(theirs, [page.owner])
