"""Very many topics and posts at once, to measure and to test forums with. Written in bulk: a post
has three tables, and the verb that makes one takes some ten queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from accounts.models import User
from bench.many import CHUNK, insert
from forums.models import Forum, Post, Topic, path_after

BODY = "<p>We looked at when the late ones were due, and nearly all were at two in the morning.</p>"


def _post(pk: int, topic: Topic, author: User, seq: int, parent: Post | None) -> Post:
    """One post's row; what it answers comes first in `seq` order."""
    return Post(
        id=pk,
        comment_ptr_id=pk,
        xtdcomment_ptr_id=pk,
        topic=topic,
        content_type=ContentType.objects.get_for_model(Topic),
        object_pk=str(topic.pk),
        site_id=settings.SITE_ID,
        user=author,
        comment=BODY,
        body_html=BODY,
        submit_date=topic.created_at + timedelta(seconds=seq),
        reply_to=parent,
        seq=seq,
        path=path_after(parent, seq),
        thread_id=pk,
        parent_id=pk,
        is_public=True,
    )


def _write(posts: Sequence[Post]) -> None:
    """The rows of all three tables."""
    for model in (Comment, XtdComment, Post):
        insert(model, posts)
    # The next post that a person writes must not take an id that was given here.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)


@transaction.atomic
def make_posts(topic: Topic, author: User, how_many: int, *, deep: bool = False) -> None:
    """So many replies after the posts that a topic has: side by side, or each to the one before."""
    topic = Topic.objects.get(pk=topic.pk)
    first = (Comment.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    posts: list[Post] = []
    for number in range(how_many):
        parent = posts[-1] if deep and posts else None
        posts.append(_post(first + number, topic, author, topic.last_seq + 1 + number, parent))
    _write(posts)
    Topic.objects.filter(pk=topic.pk).update(
        last_seq=topic.last_seq + how_many,
        post_count=topic.post_count + how_many,
        last_post_at=posts[-1].submit_date,
        last_post_by=author,
    )


@transaction.atomic
def make_topics(
    forum: Forum, authors: Sequence[User], how_many: int, *, with_posts: int | None = None
) -> None:
    """So many questions of these people, one in three with a reply, one in nine answered. With
    `with_posts` only so many, the newest, have their posts: lists read none."""
    now = timezone.now()
    topics = [
        Topic(
            forum=forum,
            title=f"Question {number} of many",
            slug=f"question-{number}",
            author=authors[number % len(authors)],
            audience=forum.audience,
            status=Topic.Status.ANSWERED if number % 9 == 0 else Topic.Status.OPEN,
            created_at=now - timedelta(minutes=number + 1),
            last_post_at=now - timedelta(minutes=number),
            last_post_by=authors[0],
            last_seq=2 if number % 3 == 0 else 1,
            post_count=2 if number % 3 == 0 else 1,
        )
        for number in range(how_many)
    ]
    made = Topic.objects.bulk_create(topics, CHUNK)
    first = (Comment.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    posts: list[Post] = []
    for topic in made[:with_posts]:
        for seq in range(1, topic.last_seq + 1):
            author = topic.author if seq == 1 and topic.author else authors[0]
            posts.append(_post(first + len(posts), topic, author, seq, None))
        if len(posts) >= 20 * CHUNK:
            _write(posts)
            first, posts = first + len(posts), []
    _write(posts)
