"""The feeds of all forums, of one forum and of one topic."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import PUBLIC_ID
from activity.feeds import ITEMS, Feed, FeedItem, items_of, respond
from activity.models import Activity, ActivityQuerySet
from forums.listing import Listing, narrowed, topics_in
from forums.models import Forum
from forums.views.topics import topic_at


def told(request: HttpRequest) -> ActivityQuerySet:
    """What was asked and answered, as far as the reader may know of it."""
    seen = Activity.objects.visible_to(request.user).announced()
    return seen.filter(verb__startswith="forums.")


@require_safe
def all_forums(request: HttpRequest, form: str) -> HttpResponse:
    """What is new in every forum that the reader may see."""
    feed = Feed(
        title="Forums",
        description="Questions and answers of maternity and neonatal teams.",
        path=reverse("forums:index"),
        items=items_of(told(request), request.user),
        public=not request.user.is_authenticated,
    )
    return respond(request, feed, form)


def view_items(request: HttpRequest, forum: Forum | None) -> list[FeedItem] | None:
    """The topics of a view of a list, the newest first; nothing where the address names none. A
    view that only somebody signed in has is nobody's feed."""
    listing = Listing.of(request.GET, AnonymousUser())
    if listing.is_whole:
        return None
    topics = narrowed(topics_in(forum, request.user), listing, request.user).filter(held=False)
    return [topic.as_feed_item() for topic in topics.for_feed().newest()[:ITEMS]]


@require_safe
def all_topics(request: HttpRequest, form: str) -> HttpResponse:
    """The topics of every forum that the reader may see."""
    topics = topics_in(None, request.user).filter(held=False)
    items = view_items(request, None)
    feed = Feed(
        title="Topics of all forums",
        description="Questions and discussions, last written in first.",
        path=reverse("forums:topics"),
        items=[topic.as_feed_item() for topic in topics.for_feed().newest()[:ITEMS]]
        if items is None
        else items,
        public=not request.user.is_authenticated,
    )
    return respond(request, feed, form)


@require_safe
def forum(request: HttpRequest, forum: str, form: str) -> HttpResponse:
    """What is new in one forum."""
    found = get_object_or_404(Forum.objects.visible_to(request.user), slug=forum)
    items = view_items(request, found)
    feed = Feed(
        title=found.title,
        description=found.description,
        path=found.get_absolute_url(),
        items=items_of(told(request).about(found), request.user) if items is None else items,
        public=found.audience_id == PUBLIC_ID and not request.user.is_authenticated,
    )
    return respond(request, feed, form)


@require_safe
def topic(request: HttpRequest, forum: str, pk: int, slug: str, form: str) -> HttpResponse:
    """What is new in one topic: its opening and every reply. One that was renamed, moved or merged
    is read on at the address that a reader has kept."""
    found = topic_at(request, pk)
    feed = Feed(
        title=found.title,
        description=f"A topic of the forum {found.forum.title}.",
        path=found.get_absolute_url(),
        items=items_of(told(request).about(found), request.user),
        public=found.gate.pk == PUBLIC_ID and not request.user.is_authenticated,
    )
    return respond(request, feed, form)
