"""The search page and its feeds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from activity.feeds import ITEMS, Feed, respond
from search.asking import MOST_PAGES, PAGE_SIZE, Asked, kinds
from search.engines import Found
from search.facets import groups
from search.feeds import item
from search.finding import choices, find, newest_entries

LONGEST_QUESTION = 150  # characters of a topic's title


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results with tabs, facets and snippets; or the field alone, and how to use it."""
    asked = Asked.read(request.GET)
    context: dict[str, Any] = {"asked": asked, "query": asked.query, "section": "search"}
    if asked.is_empty:
        return render(request, "search/search.html", context)
    results = find(asked, request.user)
    chosen = choices(asked, results.found, request.user)
    tags = [{"label": each.label, "remove_url": asked.without(each.name, each.value)} for each in chosen]
    context |= {
        "results": results,
        "tabs": _tabs(asked, results.found),
        "facets": groups(results.found.facets, chosen),
        "facets_hidden": asked.hidden(),
        "tags": tags,
        "clear_url": asked.without_facets(),
        "sort_url": asked.sorted_by(newest=not asked.newest),
        "ask_url": _ask_url(asked),
        "feed_base": reverse("search:search"),
        "feed_query": asked.feed_query(),
        "newer_url": asked.on_page(results.page - 1) if results.page > 1 else "",
        "older_url": asked.on_page(results.page + 1) if results.page < results.pages else "",
        "cut_short": results.page == MOST_PAGES and results.found.total > MOST_PAGES * PAGE_SIZE,
    }
    return render(request, "search/search.html", context)


def _tabs(asked: Asked, found: Found) -> list[dict[str, Any]]:
    """Everything, then each kind that has results or is chosen."""
    everything = {"label": "Everything", "count": sum(found.kinds.values()), "kind": ""}
    tabs = [everything] + [
        {"label": document.plural, "count": found.kinds.get(kind, 0), "kind": kind}
        for kind, document in kinds().items()
        if kind in found.kinds or kind == asked.kind
    ]
    return [
        tab | {"url": asked.of_kind(str(tab["kind"])), "current": tab["kind"] == asked.kind} for tab in tabs
    ]


def _ask_url(asked: Asked) -> str:
    """The forums' page for a question, with the words as its title."""
    words = asked.query.words[:LONGEST_QUESTION]
    return "/forums/ask/" + (f"?{urlencode({'title': words})}" if words else "")


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest results of a search; without words, the newest of everything."""
    asked = Asked.read(request.GET)
    words = asked.query.typed
    title = f"Search: {words}" if words else "Search"
    about = f"New on the hub for {words}" if words else "New on the hub"
    entries = newest_entries(asked, request.user, ITEMS)
    return respond(
        request,
        Feed(
            title=title,
            description=about,
            path=asked.on_page(1),
            items=[item(entry) for entry in entries],
            public=not request.user.is_authenticated,
        ),
        form,
    )
