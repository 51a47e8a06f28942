"""Asking, replying and editing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.db import IntegrityError, transaction
from wagtail.models import Page

from accounts.models import User
from activity.services import follow
from forums.models import Forum, Post, PostFile, Topic
from forums.services import thread
from forums.services.attaching import take
from forums.services.mentioning import tell_named, written
from moderation.services import hold


class CannotReply(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The topic takes no replies; the message says why."""


def sent_key(key: str, author: User, *parts: object) -> str:
    """Names one sending of one form. The same key with another text is another post: a person
    who goes back in the browser and writes something else has written something else."""
    if not key:
        return ""
    told = "\x1f".join(str(part) for part in (author.pk, key, *parts))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _once(key: str, write: Callable[[], Post]) -> Post:
    """Writes, unless the same sending of the same form is there already."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        earlier: Post | None = (
            Post.objects.filter(sent_key=key).select_related("topic__forum").first() if key else None
        )
        if earlier is None:
            raise
        return earlier


def start_topic(
    forum: Forum,
    *,
    author: User,
    title: str,
    body: str,
    kind: str = Topic.Kind.QUESTION,
    about: Sequence[Page] = (),
    held_kinds: Iterable[str] = (),
    files: Sequence[PostFile] = (),
    is_anonymous: bool = False,
    key: str = "",
) -> Topic:
    """Opens a topic with its first post. Its author follows it.

    With `held_kinds` both wait for a moderator and nobody is told. The same `key` with the same
    words gives the topic that is there already. Raises CannotReply.
    """
    kinds = tuple(held_kinds)
    if is_anonymous and not forum.allows_anonymous:
        raise CannotReply("This forum takes no questions without a name.")
    once = sent_key(key, author, forum.pk, title, body)

    def write() -> Post:
        topic = Topic.objects.create(
            forum=forum,
            title=title,
            slug=thread.slug_of(title),
            kind=kind,
            author=author,
            audience_id=forum.audience.pk,
            held=bool(kinds),
            is_anonymous=is_anonymous,
        )
        topic.about.set(about)
        words = written(body, topic, writer=author)
        post = thread.add_post(
            topic,
            author=author,
            body=body,
            body_html=words.html,
            held=bool(kinds),
            sent_key=once,
            is_anonymous=is_anonymous,
        )
        take(post, files, by=author)
        follow(author, topic)
        if kinds:
            hold(post, kinds, by=author)
        else:
            tell_named(post, words.people, thread.announce_topic(topic))
        return post

    topic: Topic = _once(once, write).topic
    return topic


def post_reply(
    topic: Topic,
    *,
    author: User,
    body: str,
    reply_to: Post | None = None,
    held_kinds: Iterable[str] = (),
    files: Sequence[PostFile] = (),
    is_anonymous: bool = False,
    key: str = "",
) -> Post:
    """Adds a reply. Its author follows the topic from now on.

    With `held_kinds` it waits for a moderator and nobody is told. Without a name only those reply
    who have asked without one. The same `key` with the same words gives the post that is there
    already. Raises CannotReply.
    """
    kinds = tuple(held_kinds)
    once = sent_key(key, author, topic.pk, reply_to.pk if reply_to else "", body)

    def write() -> Post:
        locked = thread.lock(topic.pk)
        _check_open(locked)
        if is_anonymous and not locked.asked_without_name_by(author):
            raise CannotReply("Only the person who asked here without a name replies without one.")
        words = written(body, locked, writer=author)
        parent = _answered_in(locked, reply_to)
        post = thread.add_post(
            locked,
            author=author,
            body=body,
            body_html=words.html,
            parent=parent,
            held=bool(kinds),
            sent_key=once,
            is_anonymous=is_anonymous,
        )
        take(post, files, by=author)
        follow(author, locked)
        if kinds:
            hold(post, kinds, by=author)
        else:
            tell_named(post, words.people, thread.announce_post(locked, post))
        return post

    while True:
        try:
            return _once(once, write)
        except thread.Merged as gone:
            topic = gone.into


def _answered_in(topic: Topic, reply_to: Post | None) -> Post | None:
    """The post that a reply stands under, as it is now that the topic is locked. An answer to the
    question itself stands on the first level."""
    if reply_to is None:
        return None
    now: Post | None = Post.objects.filter(topic=topic, pk=reply_to.pk).first()
    if now is None:
        raise CannotReply("The post that you answer stands in another topic now.")
    now.topic = topic
    return None if now.is_opening else now


def _check_open(topic: Topic) -> None:
    if topic.merged_into:
        raise thread.Merged(topic.merged_into)
    if topic.is_locked:
        raise CannotReply("A moderator has locked this topic.")
    if topic.is_closed:
        raise CannotReply("This topic is closed.")
    if topic.held:
        raise CannotReply("This topic waits for a moderator.")
