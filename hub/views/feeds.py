"""The feed of every page: `feed.rss`, `feed.atom` and `feed.json` under its address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from accounts.models import PUBLIC_ID
from activity.feeds import Feed, respond
from hub.models import BasePage


def page_at(request: HttpRequest, path: str) -> BasePage:
    """The page at an address that the person may see. Raises Http404 otherwise."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    url_path = f"{site.root_page.url_path}{path}"
    page = BasePage.objects.visible_to(request.user).filter(url_path=url_path).first()
    if page is None:
        raise Http404
    specific: BasePage = page.specific
    return specific


@require_safe
def page_feed(request: HttpRequest, path: str, form: str) -> HttpResponse:
    """A list's newest pages, or a page's updates and its discussion."""
    page = page_at(request, path)
    feed = Feed(
        title=page.feed_title(request.user, request.GET),
        description=page.summary or page.title,
        path=page.get_absolute_url(),
        items=page.feed_items(request.user, request.GET),
        public=page.audience_id == PUBLIC_ID and not request.user.is_authenticated,
    )
    return respond(request, feed, form)
