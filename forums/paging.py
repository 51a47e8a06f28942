"""Pages by keyset: each starts after, or at, a row that its address names. Never an OFFSET."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from forums.models import Post, PostQuerySet, Topic, TopicQuerySet

PAGE_SIZE = 20
Reader = User | AnonymousUser


def number(text: str) -> int | None:
    """An id from an address, or None for anything else. Ids of posts have 31 bits."""
    value = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return value if 0 < value < 2**31 else None


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One page of a list of topics; `before` is the id to ask for next, None at the end."""

    topics: list[Topic]
    before: int | None


def topic_page(topics: TopicQuerySet, before: str) -> TopicPage:
    """Topics in `newest` order after the one named; from the top for a name that is none."""
    pk = number(before)
    if pk and (cursor := topics.filter(pk=pk).first()):
        topics = topics.older_than(cursor)
    rows = list(topics.newest()[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return TopicPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if more else None)


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of replies in thread order. `after` asks for the next page; `previous` is the
    query of the page before ("" for the first one), None where this is the first."""

    rows: list[dict[str, Any]]
    after: int | None
    previous: str | None
    query: str


def replies(topic: Topic, reader: Reader) -> PostQuerySet:
    """The replies that a person may read: all posts but the question itself, and the places of
    removed ones that others answered."""
    shown: PostQuerySet = topic.posts.with_stubs(reader).in_thread_order()  # type: ignore[attr-defined]
    return shown.filter(seq__gt=1) if topic.has_opening_post else shown


def post_page(topic: Topic, reader: Reader, query: QueryDict) -> PostPage:
    """The page after `?after=`, or the one that starts at `?from=`; else the first.

    Two queries on a later page, one on the first.
    """
    shown = replies(topic, reader)
    at, after = number(query.get("from", "")), number(query.get("after", ""))
    cursor = at or after
    place = Post.objects.filter(topic=topic, pk=cursor).values("path")[:1]
    rows = shown.for_page()
    if cursor:
        rows = rows.filter(path__gte=place) if at else rows.filter(path__gt=place)
    found = list(rows[: PAGE_SIZE + 1])
    kept = found[:PAGE_SIZE]
    return PostPage(
        rows=kept,
        after=kept[-1]["pk"] if len(found) > PAGE_SIZE else None,
        previous=_previous(shown, kept[0]["path"]) if cursor and kept else None,
        query=f"{'from' if at else 'after'}={cursor}" if cursor else "",
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a page of replies: the question, the accepted answers in the order of the
    thread, and every post on another page that is shown or answered on this one."""

    question: dict[str, Any] | None
    accepted: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def beside_page(topic: Topic, reader: Reader, rows: list[dict[str, Any]]) -> Beside:
    """What stands beside a page of replies. One query; none for a page's topic whose replies
    answer each other."""
    here = {row["pk"] for row in rows}
    wanted = {row["reply_to_id"] for row in rows} - here - {None}
    if not wanted and not topic.has_opening_post:
        return Beside(None, [], [])
    beside = Q(pk__in=wanted) | Q(seq=1) if topic.has_opening_post else Q(pk__in=wanted)
    if topic.takes_answers:
        beside |= Q(accepted_at__isnull=False)
    shown: PostQuerySet = topic.posts.with_stubs(reader)  # type: ignore[attr-defined]
    found = list(shown.filter(beside).for_page())
    accepted = [row for row in found if row["accepted_at"] and not row["is_removed"] and not row["held"]]
    return Beside(
        question=next((row for row in found if row["seq"] == 1), None) if topic.has_opening_post else None,
        accepted=sorted(accepted, key=lambda row: row["path"]) if topic.takes_answers else [],
        rows=[row for row in found if row["pk"] not in here],
    )


def _previous(shown: PostQuerySet, first_path: str) -> str | None:
    """The query of the page that ends just before a place in the thread."""
    earlier = shown.filter(path__lt=first_path).order_by("-path")
    ids = list(earlier.values_list("pk", flat=True)[: PAGE_SIZE + 1])
    if not ids:
        return None
    return f"from={ids[PAGE_SIZE - 1]}" if len(ids) > PAGE_SIZE else ""


def place_of(post: Post, reader: Reader) -> str:
    """The address of a post on its page of the topic.

    Near the top it is the first page; further down a page that starts at the post itself.
    """
    address = post.topic.get_absolute_url()
    if post.is_opening:
        return f"{address}#{post.anchor}"
    before = replies(post.topic, reader).filter(path__lt=post.path).order_by("-path")
    is_first_page = len(before.values_list("pk", flat=True)[:PAGE_SIZE]) < PAGE_SIZE
    return f"{address}{'' if is_first_page else f'?from={post.pk}'}#{post.anchor}"
