"""The search page and its feeds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from activity.feeds import ITEMS, Feed, respond
from search import showing
from search.asking import Asked
from search.feeds import item
from search.finding import find, newest_entries
from search.narrowing import alike_for
from search.pinned import pinned


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results with tabs, facets and snippets; or the field alone, and how to use it."""
    alike = alike_for(request.user)
    asked = Asked.read(request.GET).compared(alike)
    context = {"asked": asked, "query": asked.query, "section": "search"}
    if not asked.is_empty:
        results = find(asked, request.user, alike)
        chosen = pinned(asked, results.found.query, request.user)
        context |= showing.context(asked, results, request.user, alike) | showing.rows(results, chosen)
    return render(request, "search/search.html", context)


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest results of a search; without words, the newest of everything."""
    asked = Asked.read(request.GET)
    alike = alike_for(request.user) if asked.like_mine else None
    asked = asked.compared(alike)
    words = asked.query.typed
    entries = newest_entries(asked, request.user, ITEMS, alike)
    return respond(
        request,
        Feed(
            title=f"Search: {words}" if words else "Search",
            description=f"New on the hub for {words}" if words else "New on the hub",
            path=asked.on_page(1),
            items=[item(entry) for entry in entries],
            public=not request.user.is_authenticated,
        ),
        form,
    )
