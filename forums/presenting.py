"""What templates show of topics and posts, in the form of templates/_post.html and _topic_row.html."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from accounts.models import PUBLIC_ID, Membership, User
from forums.models import FORMER_MEMBER, HELPFUL, Forum, Post, Topic
from forums.models.post import CommentFlag

Reader = User | AnonymousUser
Shown = dict[str, Any]


def count_words(count: int, one: str) -> str:
    """ "1 reply", "2 replies", "No topics"."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{count or 'No'} {one if count == 1 else many}"


def last_writer(topic: Topic) -> str:
    """Who wrote last; of a page's topic in which nobody has written, nobody."""
    if topic.post_count == 0:
        return "nobody has replied yet"
    return topic.last_post_by.name if topic.last_post_by else FORMER_MEMBER


def topic_row(topic: Topic, *, level: int = 3) -> Shown:
    """A topic as a row of a list."""
    meta = count_words(topic.reply_count, "reply")
    if topic.reply_count:
        meta += f", last by {last_writer(topic)}, {date_format(topic.last_post_at)}"
    elif topic.author:
        meta += f", asked by {topic.author.name}, {date_format(topic.created_at)}"
    return {
        "title": topic.title,
        "url": topic.get_absolute_url(),
        "word": "Waiting for a moderator" if topic.held else topic.status_words,
        "mark": topic.mark,
        "meta": meta,
        "level": level,
    }


def fetch_places(posts: Iterable[Post]) -> None:
    """Fetches where the writers of some posts work, in one query, for their bylines."""
    writers = {post.user_id: post.user for post in posts if post.user}
    for writer in writers.values():
        writer.current_memberships = []
    for post in posts:
        if post.user:
            post.user = writers[post.user_id]
    current = Membership.objects.current().filter(user__in=list(writers))
    for membership in current.select_related("organisation"):
        writers[membership.user_id].current_memberships.append(membership)


def helpful_counts(posts: Iterable[Post], reader: Reader) -> dict[int, tuple[int, bool]]:
    """How many found each post helpful, and whether the reader did: one query for a page."""
    mine = Q(user_id=reader.pk) if reader.is_authenticated else Q(pk__in=[])
    rows = (
        CommentFlag.objects.filter(comment__in=[post.pk for post in posts], flag=HELPFUL)
        .values("comment_id")
        .annotate(found=Count("pk"), mine=Count("pk", filter=mine))
        .values_list("comment_id", "found", "mine")
    )
    return {pk: (found, bool(mine)) for pk, found, mine in rows}


def posts_shown(topic: Topic, posts: list[Post], reader: Reader, *, query: str = "") -> list[Shown]:
    """Posts with what the reader may do with each. Two queries, however many posts.

    `query` is the address of this page of the topic, which the links to reply keep.
    """
    fetch_places(posts)
    helpful = helpful_counts(posts, reader)
    may_write = reader.is_authenticated and not topic.is_closed and not topic.held
    base = f"{topic.get_absolute_url()}?{query}{'&' if query else ''}"
    return [
        _post(post, reader, helpful.get(post.pk, (0, False)), base if may_write else "") for post in posts
    ]


def _post(post: Post, reader: Reader, helpful: tuple[int, bool], base: str) -> Shown:
    """One post as templates/_post.html wants it."""
    mine = reader.is_authenticated and post.user_id == reader.pk
    count, found_by_me = helpful
    shown: Shown = {
        "anchor": post.anchor,
        "url": post.get_absolute_url(),
        "author": post.author_name,
        "author_url": post.user.get_absolute_url() if post.user else "",
        "byline": post.user.byline if post.user else "",
        "at": post.submit_date,
        "edited_at": post.edited_at,
        "held": post.held,
        # Cleaned by nh3 when it was written.
        "body": mark_safe(post.body_html),  # noqa: S308
        "is_reply": post.depth > 0,
        "helpful": {"count": count, "mine": found_by_me, "url": ""},
    }
    if post.answers:
        shown["reply_to"] = {
            "author": post.answers_name or FORMER_MEMBER,
            "url": reverse("forums:post", args=[post.answers]),
        }
    if mine:
        shown["edit_url"] = reverse("forums:edit", args=[post.pk])
    if post.held:
        return shown
    if reader.is_authenticated and not mine:
        shown["helpful"]["url"] = reverse("forums:helpful", args=[post.pk])
    if base:
        answer = "" if post.is_opening else f"reply_to={post.pk}"
        shown["reply_url"] = f"{base}{answer}#composer"
        shown["quote_url"] = f"{base}quote={post.pk}#composer"
    return shown


def trail(*steps: models.Model) -> list[Shown]:
    """The breadcrumb: home, the forums, and what is named."""
    above = [{"title": "Home", "url": "/"}, {"title": "Forums", "url": reverse("forums:index")}]
    return above + [
        {"title": str(step), "url": step.get_absolute_url()}  # type: ignore[attr-defined]
        for step in steps
    ]


def sign_in_url(path: str) -> str:
    """Where to sign in and come back from."""
    return f"{reverse('account_login')}?{urlencode({'next': path})}"


def is_public(thing: Forum | Topic) -> bool:
    """Whether anyone may read it: its feed may then be kept by caches."""
    gate = thing.gate if isinstance(thing, Topic) else thing.audience
    return gate.pk == PUBLIC_ID
