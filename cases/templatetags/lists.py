"""What the templates of lists ask: in which order they stand, and in which others they could."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from hub.models import BasePage

register = template.Library()
# What the order is called above the list, and in the link to it.
SORTS = {
    "newest": ("Newest first.", "newest"),
    "reviewed": ("Last reviewed first.", "last reviewed"),
    "title": ("In order of title.", "title"),
}


@register.filter
def sort_words(sort: str) -> str:
    """ "Newest first." """
    return SORTS[sort][0]


@register.filter
def sort_links(sorts: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The other orders, each a name with the query of its list, for `_list_bar.html`."""
    return [{"text": SORTS[name][1], "url": f"?{query}"} for name, query in sorts]


@register.filter
def kept_sort(sort: str) -> list[dict[str, str]]:
    """The order as a hidden field beside the filters; none for the usual one."""
    return [] if sort == "newest" else [{"name": "sort", "value": sort}]


@register.filter
def travel_note(feed_query: str) -> str:
    """Which of the filters a feed takes along: it knows no reader, so "like mine" means nothing to it."""
    return "These filters travel with it." if feed_query else "This filter stays here; the CSV has it."


@register.simple_tag
def list_table(page: BasePage, query: str) -> str:
    """The address of a list as CSV, with its filters and its order."""
    address = reverse("cases:list_csv", args=[page.get_absolute_url().lstrip("/")])
    return f"{address}?{query}" if query else address
