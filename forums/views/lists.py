"""The list of forums, and the topics of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from accounts.models import User
from forums.models import Forum, Topic
from forums.paging import topic_page
from forums.presenting import count_words, last_writer, sign_in_url, topic_row, trail


def forum_rows(reader: User | AnonymousUser) -> list[dict[str, Any]]:
    """The forums that a person may see, each with its size and its last topic: three queries."""
    topics = Topic.objects.visible_to(reader)
    last = topics.filter(forum=OuterRef("pk")).newest().values("pk")[:1]
    forums: list[Any] = list(
        Forum.objects.visible_to(reader).select_related("audience").annotate(last_id=Subquery(last))
    )
    sizes = dict(topics.values_list("forum_id").annotate(Count("pk")).order_by())
    latest = topics.for_list().in_bulk([forum.last_id for forum in forums if forum.last_id])
    return [
        {
            "forum": forum,
            "size": count_words(sizes.get(forum.pk, 0), "topic"),
            "last": _last(latest[forum.last_id]) if forum.last_id in latest else None,
        }
        for forum in forums
    ]


def _last(topic: Topic) -> dict[str, str]:
    """The topic written in last, and by whom."""
    return {
        "title": topic.title,
        "url": topic.get_absolute_url(),
        "who": last_writer(topic),
        "when": date_format(topic.last_post_at),
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every forum that the reader may see."""
    context = {
        "rows": forum_rows(request.user),
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
    context = {
        "forum": found,
        "topics": [topic_row(topic, level=2) for topic in page.topics],
        "older_url": f"?before={page.before}" if page.before else "",
        "newer_url": request.path if request.GET.get("before") else "",
        "ask_url": "" if found.hosts_pages else reverse("forums:ask_in", args=[found.slug]),
        "section": "forums",
        "trail": trail(),
        "feed_base": request.path,
        "feed_title": found.title,
    }
    return render(request, "forums/forum.html", context)
