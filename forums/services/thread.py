"""The rows of a thread: one lock, one insert, one update, for every way in which a post is made."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from activity.models import Activity, content_type_of
from activity.services import record
from forums.markdown import render
from forums.models import Post, Topic, path_after
from search import index as search
from search.models import SearchEntry


class Merged(Exception):  # noqa: N818 - says what happened
    """The topic's posts went `into` another one."""

    def __init__(self, into: Topic) -> None:
        super().__init__(f"merged into topic {into.pk}")
        self.into = into


def lock(topic_id: int) -> Topic:
    """The topic, locked until the transaction ends: positions and counters move one at a time.

    SQLite has no row locks; there the immediate transaction is the lock.
    """
    return Topic.objects.with_gate().select_for_update(of=("self",)).get(pk=topic_id)


def lock_of(post: Post) -> Topic:
    """The topic in which a post stands now, locked: while one waited for the lock, a moderator may
    have moved the post to another."""
    while True:
        topic_id = Post.objects.values_list("topic_id", flat=True).get(pk=post.pk)
        topic = lock(topic_id)
        if Post.objects.filter(pk=post.pk, topic_id=topic_id).exists():
            return topic


def place_of(topic: Topic) -> str:
    """The key of the place whose moderators look after a topic."""
    return f"forum:{topic.forum_id}"


def slug_of(title: str) -> str:
    """The readable end of a topic's address."""
    return slugify(title)[:80].strip("-") or "topic"


def add_post(
    topic: Topic,
    *,
    author: User | None,
    body: str,
    parent: Post | None = None,
    held: bool = False,
    at: datetime | None = None,
    sent_key: str = "",
    body_html: str | None = None,
    is_anonymous: bool = False,
) -> Post:
    """Inserts a post at the next position of a locked topic, and moves the topic's counters.

    A held post takes its position but is not counted. `body_html` is the body where it was
    rendered already, with the people whom it names.
    """
    at = at or timezone.now()
    seq = topic.last_seq + 1
    post = Post(
        topic=topic,
        content_type=ContentType.objects.get_for_model(Topic),
        object_pk=str(topic.pk),
        site_id=settings.SITE_ID,
        user=author,
        comment=body,
        submit_date=at,
        reply_to=parent,
        seq=seq,
        path=path_after(parent, seq),
        body_html=render(body) if body_html is None else body_html,
        held=held,
        sent_key=sent_key,
        is_anonymous=is_anonymous,
    )
    post.save(force_insert=True)
    moved: dict[str, object] = {"last_seq": F("last_seq") + 1}
    if not held:
        moved["post_count"] = F("post_count") + 1
        if topic.post_count == 0 or at >= topic.last_post_at:
            moved |= {"last_post_at": at, "last_post_by": post.named_writer}
            topic.last_post_at, topic.last_post_by = at, post.named_writer
        topic.post_count += 1
    topic.last_seq = seq
    Topic.objects.filter(pk=topic.pk).update(**moved)
    return post


def recount(topic: Topic, *, lost_answer: bool = False) -> None:
    """Counts a locked topic again after a post was held, published or removed: rare, and sure.

    The question keeps its place in the count while it is held back from a topic that is not.
    `lost_answer` says that a post was an accepted answer until now.
    """
    published = Post.objects.filter(topic=topic).published()
    last = published.newest().values("submit_date", "user_id", "is_anonymous").first()
    count = published.count()
    if topic.has_opening_post and not topic.held and not published.filter(seq=1).exists():
        count += 1
    topic.post_count = count
    if last:
        topic.last_post_at = last["submit_date"]
        topic.last_post_by_id = None if last["is_anonymous"] else last["user_id"]
    topic.status = status_by_answers(topic, lost_answer=lost_answer)
    topic.save(update_fields=["post_count", "last_post_at", "last_post_by", "status"])


def status_by_answers(topic: Topic, *, lost_answer: bool = False) -> str:
    """Answered or open by the posts that are marked as answers, as far as they can be read. What is
    closed stays closed, and what was called answered without a marked post stays so. One query."""
    marked = Post.objects.filter(topic=topic, accepted_at__isnull=False).values_list("is_public", "held")
    found = list(marked[:100])
    if topic.status == Topic.Status.CLOSED or not (found or lost_answer):
        return topic.status
    shown = any(is_public and not held for is_public, held in found)
    return Topic.Status.ANSWERED if shown else Topic.Status.OPEN


def above(topic: Topic) -> list[models.Model]:
    """What a post is also news of: its topic, its forum, and the page that it is about."""
    things: list[models.Model] = [topic, topic.forum]
    return [*things, topic.page] if topic.page else things


def announce_post(topic: Topic, post: Post, *, at: datetime | None = None) -> Activity:
    """Tells those who follow the topic, its forum or its page."""
    return record(
        "forums.post.created",
        actor=post.named_writer,
        target=post,
        audience=topic.gate,
        about=above(topic),
        at=at,
    )


def announce_topic(topic: Topic, *, at: datetime | None = None) -> Activity:
    """Tells those who follow the forum, or a guide that the question is about."""
    return record(
        "forums.topic.created",
        actor=topic.named_author,
        target=topic,
        audience=topic.gate,
        about=[topic.forum, *topic.about.all()],
        at=at,
    )


def note(verb: str, topic: Topic, *, by: User | None, post: Post | None = None) -> None:
    """Writes down a change that nobody is told of; search learns of it."""
    record(
        verb,
        actor=None if post is not None and post.is_anonymous and by == post.user else by,
        target=post or topic,
        audience=topic.gate,
        about=[topic],
        announce=False,
    )


def forget_in_search(topic: Topic) -> None:
    """Takes a topic out of search at once, and not when the worker comes to it: what was taken out
    of it may tell of a patient. The worker puts in again what is left."""
    search.forget(SearchEntry.objects.of_things([(content_type_of(topic).pk, topic.pk)]))
