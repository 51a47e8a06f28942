"""What readers say of posts with one press, which posts answer a question, and when it is closed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forums.models import HELPFUL, THANKS, TRIED, Post, Topic
from forums.models.post import CommentFlag
from forums.services import thread

REACTIONS = frozenset({HELPFUL, THANKS, TRIED})
# As many as stand under a question without hiding the replies.
MOST_ANSWERS = 10


class CannotAccept(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The post cannot be marked as an answer; the message says why."""


def react(post: Post, *, by: User, flag: str) -> None:
    """Says something of a post with one press; a second time changes nothing."""
    if flag not in REACTIONS:
        raise ValueError(f"{flag!r} is none of {', '.join(sorted(REACTIONS))}.")
    CommentFlag.objects.get_or_create(user=by, comment_id=post.pk, flag=flag)


def unreact(post: Post, *, by: User, flag: str) -> None:
    """Takes it back."""
    CommentFlag.objects.filter(user=by, comment_id=post.pk, flag=flag).delete()


@transaction.atomic
def accept_answer(post: Post, *, by: User) -> None:
    """Marks a post as an answer of its question; an open question is answered from then on.
    Raises CannotAccept."""
    topic = thread.lock(post.topic_id)
    current: Post = Post.objects.get(pk=post.pk)
    current.topic = topic
    if not topic.takes_answers or current.is_opening or current.held or not current.is_public:
        raise CannotAccept("Only a reply to a question can be marked as an answer.")
    if current.accepted_at:
        return
    if Post.objects.filter(topic=topic, accepted_at__isnull=False).published().count() >= MOST_ANSWERS:
        raise CannotAccept(f"A question has at most {MOST_ANSWERS} answers. Take the mark off another one.")
    current.accepted_at, current.accepted_by = timezone.now(), by
    current.save(update_fields=["accepted_at", "accepted_by"])
    settle(topic, by=by)


@transaction.atomic
def unaccept_answer(post: Post, *, by: User) -> None:
    """Takes the mark off again; without its last answer a question is open."""
    topic = thread.lock(post.topic_id)
    Post.objects.filter(pk=post.pk).update(accepted_at=None, accepted_by=None)
    settle(topic, by=by)


def settle(topic: Topic, *, by: User) -> None:
    """Brings the status of a locked topic into step with its answers; search learns of it. What
    was closed stays closed."""
    if topic.status != Topic.Status.CLOSED:
        topic.status = status_by_answers(topic)
        topic.save(update_fields=["status"])
    thread.note("forums.topic.changed", topic, by=by)


def status_by_answers(topic: Topic) -> Topic.Status:
    """Answered or open, by the posts that are marked and can be read."""
    marked = Post.objects.filter(topic=topic, accepted_at__isnull=False).published()
    return Topic.Status.ANSWERED if marked.exists() else Topic.Status.OPEN


@transaction.atomic
def close_question(topic: Topic, *, by: User) -> None:
    """Ends a discussion: it stays readable, and nobody replies any more."""
    locked = thread.lock(topic.pk)
    if locked.status != Topic.Status.CLOSED:
        locked.status = Topic.Status.CLOSED
        locked.save(update_fields=["status"])
        thread.note("forums.topic.closed", locked, by=by)


@transaction.atomic
def reopen_question(topic: Topic, *, by: User) -> None:
    """The reverse of `close_question`: open, or answered where there are answers."""
    locked = thread.lock(topic.pk)
    if locked.status == Topic.Status.CLOSED:
        locked.status = status_by_answers(locked)
        locked.save(update_fields=["status"])
        thread.note("forums.topic.reopened", locked, by=by)


def mark_helpful(post: Post, *, by: User) -> None:
    """Says that a post helped; a second time changes nothing."""
    react(post, by=by, flag=HELPFUL)


def unmark_helpful(post: Post, *, by: User) -> None:
    """Takes it back."""
    unreact(post, by=by, flag=HELPFUL)
