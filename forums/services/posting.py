"""Asking, replying and editing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from activity.services import follow, withdraw
from forums.markdown import render
from forums.models import Forum, Post, PostFile, Topic
from forums.services import thread
from forums.services.attaching import let_go, take
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
    key: str = "",
) -> Topic:
    """Opens a topic with its first post. Its author follows it.

    With `held_kinds` both wait for a moderator and nobody is told. The same `key` with the same
    words gives the topic that is there already.
    """
    kinds = tuple(held_kinds)
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
        )
        topic.about.set(about)
        post = thread.add_post(topic, author=author, body=body, held=bool(kinds), sent_key=once)
        take(post, files, by=author)
        follow(author, topic)
        if kinds:
            hold(post, kinds, by=author)
        else:
            thread.announce_topic(topic)
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
    key: str = "",
) -> Post:
    """Adds a reply. Its author follows the topic from now on.

    With `held_kinds` it waits for a moderator and nobody is told. The same `key` with the same
    words gives the post that is there already. Raises CannotReply.
    """
    kinds = tuple(held_kinds)
    once = sent_key(key, author, topic.pk, reply_to.pk if reply_to else "", body)

    def write() -> Post:
        locked = thread.lock(topic.pk)
        _check_open(locked)
        parent = _answered_in(locked, reply_to)
        post = thread.add_post(
            locked, author=author, body=body, parent=parent, held=bool(kinds), sent_key=once
        )
        take(post, files, by=author)
        follow(author, locked)
        if kinds:
            hold(post, kinds, by=author)
        else:
            thread.announce_post(locked, post)
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
    if topic.is_closed:
        raise CannotReply("This topic is closed.")
    if topic.held:
        raise CannotReply("This topic waits for a moderator.")


@transaction.atomic
def edit_post(
    post: Post,
    *,
    by: User,
    body: str,
    held_kinds: Iterable[str] = (),
    files: Sequence[PostFile] = (),
    dropped: Sequence[PostFile] = (),
) -> Post:
    """Changes the words of a post; nobody is told, search learns of it.

    With `held_kinds` the post is held again: what others saw is hidden until a moderator has
    read it. A post that waits goes on waiting, whatever its author makes of it meanwhile.
    """
    topic = thread.lock_of(post)
    kinds = tuple(held_kinds)
    current: Post = Post.objects.select_related("topic").get(pk=post.pk)
    if current.is_removed:
        # A moderator was first: what they took out does not come back.
        return current
    take(current, [file for file in files if file.post_id is None], by=by)
    PostFile.objects.bulk_update([file for file in files if file.post_id == current.pk], ["alt_text"])
    let_go(current.files.filter(pk__in=[file.pk for file in dropped]))
    if current.comment == body and not kinds:
        return current
    was_shown = current.is_public and not current.held
    current.comment, current.body_html = body, render(body)
    current.edited_at = timezone.now()
    current.held = current.held or bool(kinds)
    current.save(update_fields=["comment", "body_html", "edited_at", "held"])
    if kinds:
        hold(current, kinds, by=by)
    if current.held and was_shown:
        withdraw(current)
        thread.recount(topic)
    thread.note("forums.post.edited", topic, by=by, post=current)
    return current
