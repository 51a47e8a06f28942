"""RSS 2.0, Atom and JSON Feed of any list of things, with ETag, Last-Modified and 304.

A room describes a feed as a `Feed` of `FeedItem`s; `respond` writes it in the form that the
address asks for. RSS and Atom are written by Django's syndication; JSON Feed 1.1 follows
https://www.jsonfeed.org/version/1.1/ .
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import feedgenerator
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from wagtail.rich_text import expand_db_html

from accounts.models import User
from activity.models import Activity

# What XML 1.0 cannot carry: one such character makes a whole feed unreadable.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
ITEMS = 30
# Stands between texts; `clean` leaves none of it in a text.
_BETWEEN = "\x1e"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry. `uid` never changes and `path` is below the hub's address; `html` is full text,
    in which a link to a page may stand by the page's id, as Wagtail keeps it."""

    uid: str
    title: str
    path: str
    html: str
    published: datetime
    updated: datetime
    author: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `path` is the page it belongs to; `items` the newest first."""

    title: str
    description: str
    path: str
    items: Iterable[FeedItem] = field(default_factory=tuple)
    public: bool = True


def absolute(path: str) -> str:
    """The full address of a path of the hub."""
    return path if path.startswith("http") else f"{settings.HUB_BASE_URL}{path}"


def absolute_links(html: str) -> str:
    """Root-relative links made absolute, because a reader shows the text elsewhere."""
    return re.sub(r'(href|src)="/(?!/)', rf'\1="{settings.HUB_BASE_URL}/', html)


def clean(text: str) -> str:
    """Text without the characters that XML cannot carry."""
    return _NOT_XML.sub("", text)


def with_addresses(texts: list[str]) -> list[str]:
    """The texts cleaned, and their links to pages, which Wagtail keeps by id, made addresses.

    All in one go: the count of queries does not grow with the texts.
    """
    together: str = expand_db_html(_BETWEEN.join(clean(text) for text in texts))
    return together.split(_BETWEEN)


class JSONFeed(feedgenerator.SyndicationFeed):
    """JSON Feed 1.1 with the interface of Django's other generators."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: StringIO, encoding: str) -> None:
        """Writes the whole feed as one JSON object."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "description": self.feed["description"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        json.dump(feed, outfile, ensure_ascii=False)

    @staticmethod
    def _item(item: dict[str, Any]) -> dict[str, Any]:
        author = {"authors": [{"name": item["author_name"]}]} if item["author_name"] else {}
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["description"],
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "tags": list(item["categories"]),
            **author,
        }


GENERATORS: dict[str, type[feedgenerator.SyndicationFeed]] = {
    "rss": feedgenerator.Rss201rev2Feed,
    "atom": feedgenerator.Atom1Feed,
    "json": JSONFeed,
}


def items_of(activities: models.QuerySet[Activity], user: User | AnonymousUser | None) -> list[FeedItem]:
    """The things that activities announced, newest first, each once.

    Every thing is read again through its own `visible_to`, one query for each kind of thing.
    A model may say with `for_feed()` what its entries need fetched.
    """
    rows = activities.values_list("content_type_id", "object_id")[: 2 * ITEMS]
    keys = list(dict.fromkeys(rows))[:ITEMS]
    found: dict[tuple[int, int], FeedItem] = {}
    for content_type_id in {content_type_id for content_type_id, _ in keys}:
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is None or not hasattr(model, "as_feed_item"):
            continue
        things = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        things = things.for_feed() if hasattr(things, "for_feed") else things
        for thing in things.filter(pk__in=[pk for kind, pk in keys if kind == content_type_id]):
            found[content_type_id, thing.pk] = thing.as_feed_item()
    return [found[key] for key in keys if key in found]


def uid_for(kind: str, pk: int, made: datetime) -> str:
    """A tag URI (RFC 4151) that stays when a title or an address changes."""
    host = settings.HUB_BASE_URL.partition("://")[2].partition(":")[0]
    return f"tag:{host},{made.astimezone(UTC):%Y-%m-%d}:{kind}:{pk}"


def respond(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """The feed as `rss`, `atom` or `json`; 304 where the reader has it already."""
    if form not in GENERATORS:
        raise Http404
    items = list(feed.items)[:ITEMS]
    updated = max((item.updated for item in items), default=None)
    # Of what the feed says, not of its bytes: an empty Atom feed carries the time of asking.
    told = repr((form, request.path, feed.title, feed.description, items))
    etag = f'"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]}"'
    modified = int(updated.timestamp()) if updated else None
    response = get_conditional_response(request, etag, modified)  # 304, or None
    if response is None:
        body = _body(feed, items, form, request.path)
        response = HttpResponse(body, content_type=_content_type(form))
    response["ETag"] = etag
    if updated:
        response["Last-Modified"] = http_date(updated.timestamp())
    response["Cache-Control"] = "public, max-age=300" if feed.public else "private, no-store"
    response["Vary"] = "Cookie"
    return response


def _content_type(form: str) -> str:
    return {
        "rss": "application/rss+xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "json": JSONFeed.content_type,
    }[form]


def _body(feed: Feed, items: list[FeedItem], form: str, path: str) -> str:
    generator = GENERATORS[form](
        title=clean(feed.title),
        link=absolute(feed.path),
        description=clean(feed.description),
        language="en-gb",
        feed_url=absolute(path),
        author_name=settings.HUB_NAME,
    )
    texts = with_addresses([item.html for item in items]) if items else []
    for item, text in zip(items, texts, strict=True):
        generator.add_item(
            title=clean(item.title),
            link=absolute(item.path),
            description=absolute_links(text),
            author_name=clean(item.author) or settings.HUB_NAME,
            pubdate=item.published,
            updateddate=item.updated,
            unique_id=item.uid,
            unique_id_is_permalink=False,
            categories=[clean(category) for category in item.categories],
        )
    return generator.writeString("utf-8")
