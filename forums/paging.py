"""Pages by keyset: each starts after, or at, a row that its address names. Never an OFFSET."""

from __future__ import annotations

from collections.abc import Container
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
    """One page of replies in thread order, on the first page with the question before them.
    `after` asks for the next page; `previous` is the query of the page before ("" for the first
    one), None where this is the first."""

    question: dict[str, Any] | None
    rows: list[dict[str, Any]]
    after: int | None
    previous: str | None
    query: str

    @property
    def is_whole(self) -> bool:
        """Whether all of the topic stands on this page."""
        return not self.query and self.after is None


def thread(topic: Topic, reader: Reader) -> PostQuerySet:
    """The posts that a person may read, and the places of removed ones that others answered."""
    shown: PostQuerySet = topic.posts.with_stubs(reader).in_thread_order()  # type: ignore[attr-defined]
    return shown


def replies(topic: Topic, reader: Reader) -> PostQuerySet:
    """As `thread`, without the question."""
    shown = thread(topic, reader)
    return shown.filter(seq__gt=1) if topic.has_opening_post else shown


def post_page(topic: Topic, reader: Reader, query: QueryDict) -> PostPage:
    """The page after `?after=`, or the one that starts at `?from=`; else the first, which comes
    with the question. Two queries on a later page, one on the first."""
    at, after = number(query.get("from", "")), number(query.get("after", ""))
    cursor = at or after
    if not cursor:
        return _first_page(topic, reader)
    shown = replies(topic, reader)
    place = Post.objects.filter(topic=topic, pk=cursor).values("path")[:1]
    rows = shown.for_page()
    found = list((rows.filter(path__gte=place) if at else rows.filter(path__gt=place))[: PAGE_SIZE + 1])
    kept = found[:PAGE_SIZE]
    return PostPage(
        question=None,
        rows=kept,
        after=kept[-1]["pk"] if len(found) > PAGE_SIZE else None,
        previous=_previous(shown, kept[0]["path"]) if kept else None,
        query=f"{'from' if at else 'after'}={cursor}",
    )


def _first_page(topic: Topic, reader: Reader) -> PostPage:
    """The question stands first in its thread, so one query brings it with the replies below it."""
    found = list(thread(topic, reader).for_page()[: PAGE_SIZE + 2])
    asked = topic.has_opening_post and bool(found) and found[0]["seq"] == 1
    rows = found[1:] if asked else found
    return PostPage(
        question=found[0] if asked else None,
        rows=rows[:PAGE_SIZE],
        after=rows[PAGE_SIZE - 1]["pk"] if len(rows) > PAGE_SIZE else None,
        previous=None,
        query="",
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a page of replies: the question, the accepted answers in the order of the
    thread, and every post on another page that is shown or answered on this one."""

    question: dict[str, Any] | None
    accepted: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def beside_page(topic: Topic, reader: Reader, page: PostPage) -> Beside:
    """What stands beside a page of replies: none but the question where all of the topic is on
    the page, and else one query."""
    here = {row["pk"]: row for row in page.rows}
    found = {row["pk"]: row for row in _from_elsewhere(topic, reader, page, here)}
    question = page.question or next((row for row in found.values() if row["seq"] == 1), None)
    accepted = [row for row in (here | found).values() if _is_accepted(row)]
    return Beside(
        question=question if topic.has_opening_post else None,
        accepted=sorted(accepted, key=lambda row: row["path"]) if topic.takes_answers else [],
        rows=[row for row in (page.question, *found.values()) if row and row["pk"] not in here],
    )


def _from_elsewhere(
    topic: Topic, reader: Reader, page: PostPage, here: Container[int]
) -> list[dict[str, Any]]:
    """The posts of other pages that this one shows."""
    if page.is_whole:
        return []
    wanted = Q(pk__in={row["reply_to_id"] for row in page.rows if row["reply_to_id"] not in here} - {None})
    if topic.has_opening_post and page.query:
        wanted |= Q(seq=1)
    if topic.takes_answers:
        wanted |= Q(accepted_at__isnull=False)
    return list(thread(topic, reader).filter(wanted).order_by().for_page())


def _is_accepted(row: dict[str, Any]) -> bool:
    return bool(row["accepted_at"] and not row["is_removed"] and not row["held"])


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
