"""The list of forums, and the topics of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from forums.models import Forum, Topic
from forums.paging import topic_page
from forums.presenting import count_words, last_written, sign_in_url, topic_row, trail
from forums.reading import CountOf, new_in, news_by_forum, topics_words

# Enough to say how much is going on; counting a hundred thousand takes longer than the page.
MOST_TOPICS = 999


def forum_rows(reader: User | AnonymousUser) -> list[dict[str, Any]]:
    """The forums that a person may see, each with its size, its last topic and what is new in it:
    two queries, three for who is signed in."""
    topics = Topic.objects.visible_to(reader).filter(forum=OuterRef("pk"))
    forums: list[Any] = list(
        Forum.objects.visible_to(reader)
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
        "words": last_written(topic) if topic.post_count else "nobody has replied yet",
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every forum that the reader may see."""
    rows = forum_rows(request.user)
    context = {
        "rows": rows,
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
    """A forum's topics, the last written first."""
    visible = Forum.objects.visible_to(request.user).select_related("audience")
    found = get_object_or_404(visible, slug=forum)
    topics = Topic.objects.visible_to(request.user).filter(forum=found).for_list()
    page = topic_page(topics, request.GET.get("before", ""))
    new = new_in(page.topics, request.user)
    context = {
        "forum": found,
        "topics": [topic_row(topic, level=2, new=new.get(topic.pk, 0)) for topic in page.topics],
        "has_news": bool(new),
        "now": timezone.now(),
        "older_url": f"?before={page.before}" if page.before else "",
        "newer_url": request.path if request.GET.get("before") else "",
        "ask_url": "" if found.hosts_pages else reverse("forums:ask_in", args=[found.slug]),
        "section": "forums",
        "trail": trail(),
        "feed_base": request.path,
        "feed_title": found.title,
    }
    return render(request, "forums/forum.html", context)
