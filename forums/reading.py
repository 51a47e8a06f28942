"""How far each person has read, and what is new to them since.

New to a person is what others published in a topic after the place to which they have read it
(TopicRead), after they marked its forum as read (ForumRead), and after they joined the hub.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forums.models import Forum, ForumRead, Post, Topic, TopicQuerySet, TopicRead
from forums.paging import PostPage
from forums.presenting import MOST, number_words

Reader = User | AnonymousUser


def day_words(when: datetime) -> str:
    """ "Friday 8 May", with the year where it is not this one."""
    day = timezone.localtime(when)
    return date_format(day, "l j F" if day.year == timezone.localdate().year else "l j F Y")


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post above the place to which a person has read, as far as it matters here."""

    pk: int
    seq: int
    path: str
    is_news: bool


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a topic: how many posts of others, their ids, since when, and the first of
    them in the order of the thread."""

    count: int
    ids: frozenset[int]
    since: datetime
    first: int

    @property
    def words(self) -> str:
        """ "3 new since Friday 8 May"."""
        return f"{number_words(self.count)} new since {day_words(self.since)}"

    @property
    def link_text(self) -> str:
        """ "Go to the first of 3 new"."""
        if self.count == 1:
            return "Go to the new reply"
        return f"Go to the first of {number_words(self.count).lower()} new"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a person had read a topic before this page, and what came after: at most 100 posts.
    `last_seq` is where the topic ended when it was fetched."""

    read_to: int | None
    read_at: datetime | None
    last_seq: int
    floor: datetime
    later: list[NewPost]

    @property
    def news(self) -> News | None:
        """What to call new; nothing at a first visit, when everything is."""
        theirs = [post for post in self.later if post.is_news]
        if self.read_at is None or not theirs:
            return None
        first = min(theirs, key=lambda post: post.path)
        since = max(self.read_at, self.floor)
        return News(len(theirs), frozenset(post.pk for post in theirs), since, first.pk)

    def after_reading(self, page: PostPage, *, jumped: bool) -> int:
        """The place to which the person has read once they have seen a page of the topic.

        Who reads on from page to page has seen what stands before; who jumped into the thread
        has seen this page alone.
        """
        if page.after is None and not jumped:
            return max(self.last_seq, self.read_to or 0)
        here = {row["pk"] for row in page.rows}
        end = page.rows[-1]["path"] if page.rows else ""
        unseen = [
            post.seq
            for post in self.later
            if post.is_news and post.pk not in here and (jumped or post.path > end)
        ]
        reached = min(unseen) - 1 if unseen else max((post.seq for post in self.later), default=0)
        return max(reached, self.read_to or 0)


def position_of(topic: Topic, reader: User) -> Position:
    """How far a person has read a topic: one query, two more where something came since."""
    mine = TopicRead.objects.filter(user=reader, topic=topic).values_list("last_seq", "read_at").first()
    read_to, read_at = mine or (None, None)
    if read_to is not None and read_to >= topic.last_seq:
        return Position(read_to, read_at, topic.last_seq, reader.date_joined, [])
    floor = floor_of(reader, topic.forum_id)
    first = max(read_to or 0, int(topic.has_opening_post))
    later: Any = Post.objects.filter(topic=topic, seq__gt=first).published().order_by("seq")
    rows = later.values_list("pk", "seq", "path", "user_id", "submit_date")[: MOST + 1]
    return Position(
        read_to,
        read_at,
        topic.last_seq,
        floor,
        [
            # At a first visit all of it is unread, however old.
            NewPost(pk, seq, path, writer != reader.pk and (read_at is None or at > floor))
            for pk, seq, path, writer, at in rows
        ],
    )


def floor_of(reader: User, forum_id: int) -> datetime:
    """What was written in a forum before this is not new to a person."""
    marked = ForumRead.objects.filter(user=reader, forum_id=forum_id).values_list("read_at", flat=True)
    return max([reader.date_joined, *marked])


def is_looked_at(request: HttpRequest) -> bool:
    """Whether a person looks at the page: a browser that fetches it ahead of time does not."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in purpose for purpose in purposes)


def keep(topic: Topic, reader: User, position: Position, read_to: int) -> None:
    """Writes down how far a person has read: one query, none where nothing changed. Two windows
    at once never move the place back."""
    if position.read_to is None:
        row = TopicRead(user=reader, topic=topic, last_seq=read_to)
        TopicRead.objects.bulk_create([row], ignore_conflicts=True)
    elif read_to > position.read_to:
        TopicRead.objects.filter(user=reader, topic=topic, last_seq__lt=read_to).update(
            last_seq=read_to, read_at=timezone.now()
        )


def read(request: HttpRequest, topic: Topic, page: PostPage) -> News | None:
    """What is new to the reader in a topic, of which they look at a page now."""
    if not isinstance(request.user, User) or topic.held:
        return None
    position = position_of(topic, request.user)
    if is_looked_at(request):
        jumped = page.query.startswith("from=")
        keep(topic, request.user, position, position.after_reading(page, jumped=jumped))
    return position.news


# Lists -------------------------------------------------------------------------------------------


def with_news(topics: TopicQuerySet, reader: User) -> TopicQuerySet:
    """Those of some topics in which something is new to a person."""
    marked = ForumRead.objects.filter(user=reader, forum=OuterRef("forum_id")).values("read_at")[:1]
    reads = TopicRead.objects.filter(user=reader, topic=OuterRef("pk"))
    floor = Coalesce(Subquery(marked), Value(reader.date_joined, output_field=models.DateTimeField()))
    read_to = Coalesce(Subquery(reads.values("last_seq")[:1]), 0)
    later = (
        Post.objects.published()
        .filter(topic=OuterRef("pk"), seq__gt=OuterRef("read_to"), submit_date__gt=OuterRef("floor"))
        .exclude(user=reader)
    )
    # Not `Exists`: PostgreSQL may make a join of that, of every post, and sort the whole forum.
    first = Subquery(later.order_by("seq").values("pk")[:1])
    return (
        topics.annotate(floor=floor, read_to=read_to)
        .filter(last_post_at__gt=F("floor"), last_seq__gt=F("read_to"))
        .alias(first_new=first)
        .filter(first_new__isnull=False)
    )


class CountOf(Subquery):
    """How many rows a sliced query has for each row of the one around it."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


def news_by_forum(reader: Reader) -> dict[int, int]:
    """In how many topics of each forum something is new to a person, counted to one past MOST:
    one query."""
    if not isinstance(reader, User):
        return {}
    topics = with_news(Topic.objects.visible_to(reader).filter(forum=OuterRef("pk")), reader)
    counted = topics.order_by("-last_post_at", "-pk").values("pk")[: MOST + 1]
    forums = Forum.objects.visible_to(reader).annotate(news=CountOf(counted)).order_by()
    return dict(forums.filter(news__gt=0).values_list("pk", "news"))


def new_in(topics: Iterable[Topic], reader: Reader) -> dict[int, int]:
    """How many posts are new to a person in each of the topics of a page: three queries at most.
    A topic that they have not opened has all of its posts. Counted to one past MOST."""
    topics = list(topics)
    if not isinstance(reader, User) or not topics:
        return {}
    reads = dict(TopicRead.objects.filter(user=reader, topic__in=topics).values_list("topic_id", "last_seq"))
    marked = dict(
        ForumRead.objects.filter(user=reader, forum__in={topic.forum_id for topic in topics}).values_list(
            "forum_id", "read_at"
        )
    )
    wanted = []
    for topic in topics:
        read_to = reads.get(topic.pk, 0)
        floor = max(reader.date_joined, marked.get(topic.forum_id, reader.date_joined))
        if topic.last_seq > read_to and topic.last_post_at > floor:
            # Positions are counted, not posts: so no topic makes a page read ten thousand rows.
            after = Q(seq__gt=read_to, seq__lte=read_to + MOST + 1)
            wanted.append(after & Q(topic=topic, submit_date__gt=floor))
    if not wanted:
        return {}
    found = Post.objects.published().filter(reduce(or_, wanted)).exclude(user=reader).values_list("topic_id")
    return dict(found.annotate(found=models.Count("pk")).order_by())


def topics_words(count: int) -> str:
    """ "3 topics with something new"."""
    if not count:
        return ""
    return f"{number_words(count)} {'topic' if count == 1 else 'topics'} with something new"


def later_than(topic: Topic, reader: Reader, seq: int) -> list[int]:
    """The ids of what others published in a topic after a position: at most one past MOST."""
    later: Any = Post.objects.filter(topic=topic, seq__gt=seq).published().order_by("seq")
    if isinstance(reader, User):
        later = later.exclude(user=reader)
    return list(later.values_list("pk", flat=True)[: MOST + 1])


def mark_all_read(forums: Iterable[Forum], *, by: User, at: datetime) -> None:
    """Says of some forums that nothing written in them until then is new to a person: one query."""
    rows = [ForumRead(user=by, forum=forum, read_at=at) for forum in forums]
    ForumRead.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "forum"], update_fields=["read_at"]
    )
