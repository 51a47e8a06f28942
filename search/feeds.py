"""Results as entries of a feed."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join

from activity.feeds import FeedItem, uid_for
from search.asking import kinds
from search.models import SearchEntry


def item(entry: SearchEntry) -> FeedItem:
    """A result in full, as plain paragraphs, with the same uid that it has in other feeds."""
    parts = [part for part in (entry.summary, entry.body) if part]
    return FeedItem(
        uid=uid_for(entry.kind, entry.object_id, entry.published),
        title=entry.title,
        path=entry.path,
        html=format_html("{}", format_html_join("", "<p>{}</p>", ((part,) for part in parts))),
        published=entry.published,
        updated=entry.updated,
        categories=(kinds()[entry.kind].label,),
    )
