"""What a person may post, and what of it waits for a moderator first."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Max, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forums.models import Forum, ForumQuerySet, Post, Topic, TopicQuerySet
from moderation.models import Sanction
from moderation.watching import check_words

QS = TypeVar("QS", TopicQuerySet, ForumQuerySet)
NEW_FOR = timedelta(days=14)
# With so many posts that others can read, nobody is new any more.
KNOWN_AFTER = 2
LINKS_OF_NEW = 2
POSTS_AN_HOUR = 30
POSTS_AN_HOUR_OF_NEW = 5
ONLY_ITS_GROUP = "You can read this forum, but only its own group writes in it."
_LINK = re.compile(r"https?://|(?<![\w/.])www\.", re.IGNORECASE)


def is_new(writer: User) -> bool:
    """Whether moderators know nothing of a writer yet: an account of the last two weeks, hardly a
    post, and no role in the hub."""
    if timezone.now() - writer.date_joined >= NEW_FOR or writer.is_staff or writer.is_superuser:
        return False
    shown = Post.objects.published().filter(user=writer).order_by()[:KNOWN_AFTER].count()
    return shown < KNOWN_AFTER and not writer.groups.exists() and not writer.moderated_forums.exists()


def check_writer(writer: User, forum: Forum | None, text: str, *, editing: bool = False) -> tuple[str, ...]:
    """The kinds of doubt for which a text of a writer waits for a moderator; most have none.

    Raises ValidationError, in words for the writer, where it cannot be posted at all. An edit is
    no further post: it is neither a first one nor one too many.
    """
    if words := cannot_write(writer, forum):
        raise ValidationError(words, code="cannot-write")
    new = is_new(writer)
    if not editing:
        _check_flood(writer, POSTS_AN_HOUR_OF_NEW if new else POSTS_AN_HOUR)
    kinds = []
    if new and not editing:
        kinds.append("first-post")
    if new and len(_LINK.findall(text)) > LINKS_OF_NEW:
        kinds.append("many-links")
    if check_words(text):
        kinds.append("watched-word")
    return tuple(kinds)


def cannot_write(writer: User | AnonymousUser, forum: Forum | None) -> str:
    """Why a person cannot write anything in a forum that they can read, in a sentence; empty where
    they can. One query."""
    if words := suspension_of(writer):
        return words
    return ONLY_ITS_GROUP if forum is not None and not forum.takes_posts_of(writer) else ""


def cannot_reply(topic: Topic, reader: User | AnonymousUser) -> str:
    """As `cannot_write`, of the reader of a topic of `with_suspension`: no query. Nothing for who is
    not signed in: they are asked to sign in first."""
    if not reader.is_authenticated:
        return ""
    return suspended_words(topic) or ("" if topic.forum.takes_posts_of(reader) else ONLY_ITS_GROUP)


def suspension_of(reader: User | AnonymousUser) -> str:
    """Until when a person only reads, in a sentence; empty where they may write. One query."""
    if not isinstance(reader, User):
        return ""
    return _words_until(
        Sanction.objects.in_force().filter(user=reader).aggregate(until=Max("until"))["until"]
    )


def with_suspension(rows: QS, reader: User | AnonymousUser) -> QS:
    """Topics or forums that know whether their reader is suspended, for `suspended_words`."""
    if not isinstance(reader, User):
        return rows
    mine = Sanction.objects.in_force().filter(user=reader).order_by("-until").values("until")
    known: QS = rows.annotate(reader_suspended=Subquery(mine[:1]))
    return known


def suspended_words(row: Topic | Forum) -> str:
    """As `suspension_of`, of the reader of a row of `with_suspension`."""
    return _words_until(getattr(row, "reader_suspended", None))


def _words_until(until: datetime | None) -> str:
    if until is None:
        return ""
    day = date_format(timezone.localtime(until))
    return f"You can read, but not post, until {day}. The moderators wrote to you why."


def _check_flood(writer: User, most: int) -> None:
    """No more posts in an hour than somebody reads."""
    since = timezone.now() - timedelta(hours=1)
    lately = Post.objects.filter(user=writer, submit_date__gt=since).order_by()[:most].count()
    if lately >= most:
        raise ValidationError(
            f"You have posted {most} times in the last hour, and that is as often as one can. "
            "Your words are still here: send them again a little later.",
            code="flood",
        )
