"""The list of forums, the topics of one, and the topics of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from accounts.models import User
from activity.feeds import absolute
from activity.tables import Cell, csv_stream
from forums.limits import suspended_words, suspension_of, with_suspension
from forums.listing import (
    NEWEST,
    NOTHING,
    PERSONAL,
    Listing,
    facets,
    guides_of,
    narrowed,
    tags,
    topics_in,
    views,
)
from forums.models import LEVEL_SENTENCES, Forum, Topic, TopicQuerySet
from forums.paging import topic_page
from forums.presenting import count_words, last_written, sign_in_url, topic_row, trail
from forums.reading import CountOf, new_in, news_by_forum, topics_words

# A forum whose every topic is pinned has none that is.
MOST_PINNED = 10
# The most lines of one file.
MOST_LINES = 10_000
# Enough to say how much is going on; counting a hundred thousand takes longer than the page.
MOST_TOPICS = 999


def forum_rows(reader: User | AnonymousUser) -> list[dict[str, Any]]:
    """The forums that a person may see, each with its size, its last topic and what is new in it:
    two queries, three for who is signed in."""
    topics = Topic.objects.visible_to(reader).filter(forum=OuterRef("pk"))
    forums: list[Any] = list(
        with_suspension(Forum.objects.visible_to(reader), reader)
        .select_related("audience", "posters")
        .annotate(
            last_id=Subquery(topics.newest().values("pk")[:1]),
            size=CountOf(topics.order_by().values("pk")[: MOST_TOPICS + 1]),
        )
    )
    latest = Topic.objects.for_list().in_bulk([forum.last_id for forum in forums if forum.last_id])
    news = news_by_forum(reader)
    return [
        {
            "forum": forum,
            "size": size_words(forum.size),
            "who_posts": who_posts(forum) if forum.posters or forum.hosts_pages else "",
            "unread": topics_words(news.get(forum.pk, 0)),
            "last": _last(latest[forum.last_id]) if forum.last_id in latest else None,
        }
        for forum in forums
    ]


def size_words(count: int) -> str:
    """ "12 topics", counted to a thousand."""
    return count_words(count, "topic") if count <= MOST_TOPICS else f"More than {MOST_TOPICS} topics"


def _last(topic: Topic) -> dict[str, str]:
    """The topic written in last, and by whom."""
    return {
        "title": topic.title,
        "url": topic.get_absolute_url(),
        "words": last_written(topic).removeprefix("last ") if topic.post_count else "nobody has replied yet",
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every forum that the reader may see."""
    rows = forum_rows(request.user)
    context = {
        "rows": rows,
        # Each level that a forum of the list has, explained once.
        "levels": [
            {"word": level.label, "sentence": sentence}
            for level, sentence in LEVEL_SENTENCES.items()
            if any(row["forum"].level == level for row in rows)
        ],
        "suspended": suspended_words(rows[0]["forum"]) if rows else "",
        "has_news": any(row["unread"] for row in rows),
        "now": timezone.now(),
        "section": "forums",
        "trail": trail()[:1],
        "feed_base": request.path,
        "feed_title": "Forums",
        "ask_url": reverse("forums:ask"),
        "sign_in_url": sign_in_url(request.path),
    }
    return render(request, "forums/index.html", context)


@require_safe
def forum(request: HttpRequest, forum: str) -> HttpResponse:
    """A forum's topics: pinned ones, then the last written first; or one view of them."""
    visible = with_suspension(Forum.objects.visible_to(request.user), request.user)
    found = get_object_or_404(visible.select_related("audience", "posters"), slug=forum)
    context = {
        **topic_list(request, found),
        "forum": found,
        "who_posts": who_posts(found),
        "suspended": suspended_words(found),
        "ask_url": reverse("forums:ask_in", args=[found.slug]) if may_ask(found, request.user) else "",
        "read_url": reverse("forums:read_forum", args=[found.slug]),
        "trail": trail(),
        "feed_title": found.title,
    }
    return render(request, "forums/forum.html", context)


@require_safe
def all_topics(request: HttpRequest) -> HttpResponse:
    """The topics of every forum that the reader may see, in the same views."""
    context = {
        **topic_list(request, None),
        "suspended": suspension_of(request.user),
        "ask_url": reverse("forums:ask"),
        "read_url": reverse("forums:read_all"),
        "trail": trail(),
        "feed_title": "All topics",
    }
    return render(request, "forums/topics.html", context)


def topic_list(request: HttpRequest, forum: Forum | None) -> dict[str, Any]:
    """One page of a list of topics, with its views, its filters and its feeds."""
    reader, path = request.user, request.path
    listing = Listing.of(request.GET, reader)
    seen = topics_in(forum, reader)
    topics = narrowed(seen, listing, reader).for_list()
    pinned: list[Topic] = []
    if forum and listing.is_whole:
        first = "before" not in request.GET
        pinned = list(topics.filter(is_pinned=True).newest()[:MOST_PINNED]) if first else []
        topics = topics.filter(is_pinned=False)
    page = topic_page(topics, request.GET.get("before", ""))
    new = new_in([*pinned, *page.topics], reader)
    guides = guides_of(seen, reader)
    shared = Listing(NEWEST, listing.interventions) if listing.show in PERSONAL else listing
    return {
        "topics": [
            topic_row(topic, level=2, new=new.get(topic.pk, 0), place=forum is None)
            for topic in [*pinned, *page.topics]
        ],
        "views": views(listing, reader, path),
        "listing": listing,
        "nothing": NOTHING[listing.show],
        "facets": facets(listing, guides) if guides else [],
        "facets_hidden": [] if listing.show == NEWEST else [{"name": "show", "value": listing.show}],
        "tags": tags(listing, guides, path),
        "clear_url": f"{path}{listing.query(interventions=())}",
        "has_news": bool(new),
        "now": timezone.now(),
        "older_url": f"{path}{listing.query(before=page.before)}" if page.before else "",
        "newer_url": f"{path}{listing.query()}" if "before" in request.GET else "",
        "section": "forums",
        "feed_base": path,
        "feed_query": shared.query(),
        "csv_url": f"{path}list.csv{listing.query()}",
    }


def may_ask(forum: Forum, reader: User | AnonymousUser) -> bool:
    """Whether there is a button to ask here. Who is signed out is led to sign in by it."""
    return not forum.hosts_pages and (reader.is_anonymous or forum.takes_posts_of(reader))


def who_posts(forum: Forum) -> str:
    """Who writes in a forum, in a sentence."""
    if forum.hosts_pages:
        return "Members write under the case studies, guides and learning sets themselves."
    if forum.posters:
        return f"Who can write: {forum.posters.in_sentence}."
    return "Who can write: every member who can read it."


HEADER = ("Title", "Address", "Forum", "Kind", "Status", "Asked by", "Asked", "Replies", "Last reply")


@require_safe
def list_csv(request: HttpRequest, forum: str = "") -> StreamingHttpResponse:
    """A list of topics as CSV, with the view and the filters of the address."""
    found = get_object_or_404(Forum.objects.visible_to(request.user), slug=forum) if forum else None
    listing = Listing.of(request.GET, request.user)
    topics = narrowed(topics_in(found, request.user), listing, request.user).for_list().newest()
    response = csv_stream(forum or "topics", HEADER, csv_lines(topics))
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def csv_lines(topics: TopicQuerySet) -> Iterator[Sequence[Cell]]:
    """The lines of a table of topics; more than MOST_LINES are cut, and the last line says so."""
    for number, topic in enumerate(topics[: MOST_LINES + 1].iterator(chunk_size=500)):
        if number == MOST_LINES:
            yield [f"Cut: these are the first {MOST_LINES:,} topics. Filter the list for the rest."]
            return
        named = topic.author is not None and not topic.is_anonymous
        yield [
            topic.title,
            absolute(topic.get_absolute_url()),
            topic.forum.title,
            topic.get_kind_display(),
            topic.status_words,
            topic.author.name if topic.author and named else "",
            timezone.localtime(topic.created_at).date(),
            topic.reply_count,
            timezone.localtime(topic.last_post_at).date() if topic.reply_count else None,
        ]
