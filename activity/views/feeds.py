"""The list of feeds, the same as OPML, and the feeds of trusts and networks."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from activity import feed_directory
from activity.feeds import Feed, FeedItem, absolute, clean, items_of, respond
from activity.models import Activity


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed that the reader may use."""
    groups = feed_directory.groups_for(request.user)
    return render(request, "activity/feeds.html", {"groups": groups, "section": "feeds"})


@require_safe
def opml(request: HttpRequest) -> HttpResponse:
    """The public feeds as OPML 2.0, for a feed reader, which has no account here."""
    groups = [
        (
            clean(group),
            [
                {
                    "title": clean(line.title),
                    "page": absolute(line.path),
                    "feed": f"{absolute(line.path)}feed.atom",
                }
                for line in lines
                if line.public
            ],
        )
        for group, lines in feed_directory.groups_for(AnonymousUser())
    ]
    response = render(
        request,
        "activity/feeds.opml",
        {"groups": groups, "title": clean(settings.HUB_NAME)},
        content_type="text/x-opml; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="hub-feeds.opml"'
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def trust_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What a trust published, and what happened to it."""
    trust = get_object_or_404(Organisation.objects.trusts(), slug=slug)
    seen = Activity.objects.visible_to(request.user).announced().about(trust)
    return respond(request, _feed_of(request, trust, items_of(seen, request.user)), form)


@require_safe
def network_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What the trusts of a network published."""
    network = get_object_or_404(Organisation.objects.networks(), slug=slug)
    seen = Activity.objects.visible_to(request.user).announced().about_trusts_of(network)
    return respond(request, _feed_of(request, network, items_of(seen, request.user)), form)


def _feed_of(request: HttpRequest, place: Organisation, items: list[FeedItem]) -> Feed:
    return Feed(
        title=place.name,
        description=f"The latest of {place.name}.",
        path=place.get_absolute_url(),
        items=items,
        public=not request.user.is_authenticated,
    )
