"""Which of the hub's own pages and topics a text links to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models

from forums.models import Post, Topic
from hub.models import BasePage, HomePage

_TOPIC = re.compile(r"^/forums/[\w-]+/(?P<pk>\d{1,18})-[\w-]*/$")
_POST = re.compile(r"^/posts/(?P<pk>\d{1,18})/$")
# A page's links beyond these are not followed: nobody names so many things.
MOST_LINKS = 500


@dataclass
class Links:
    """What a text links to, by id of page, topic and post, and by path of page."""

    pages: set[int] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)

    def add(self, href: str) -> None:
        """Takes an address of this hub apart; any other is left out."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return
        own = urlsplit(settings.HUB_BASE_URL)
        if (parts.scheme or parts.netloc) and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            return
        path = unquote(parts.path)
        if match := _TOPIC.match(path):
            self.topics.add(int(match["pk"]))
        elif match := _POST.match(path):
            self.posts.add(int(match["pk"]))
        elif path.startswith("/"):
            self.paths.add(path)


class _Anchors(HTMLParser):
    """Collects the links of HTML as Wagtail's editor or our Markdown wrote it."""

    def __init__(self) -> None:
        super().__init__()
        self.links = Links()
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link by a page's id, or by an address."""
        if tag != "a" or self.count >= MOST_LINKS:
            return
        self.count += 1
        given = dict(attrs)
        pk = given.get("id") or ""
        if given.get("linktype") == "page" and pk.isdecimal():
            self.links.pages.add(int(pk[:18]))
        elif href := given.get("href"):
            self.links.add(href)


def links_in(html: str) -> Links:
    """The links of a text to pages, topics and posts of this hub."""
    parser = _Anchors()
    parser.feed(html)
    parser.close()
    return parser.links


def _pages(links: Links) -> Iterable[BasePage]:
    root = HomePage.objects.values_list("url_path", flat=True).first() or "/"
    # What hangs below a page (its card, its versions) is of that page.
    urls = set()
    for path in links.paths:
        steps = [step for step in path.split("/") if step]
        urls |= {f"{root}{'/'.join(steps[:depth])}/" for depth in range(1, min(len(steps), 8) + 1)}
    slugs = {url.rstrip("/").rpartition("/")[2] for url in urls}
    # `url_path` has no index, `slug` has.
    by_path = models.Q(slug__in=slugs, url_path__in=urls) if urls else models.Q(pk__in=())
    return BasePage.objects.filter(models.Q(pk__in=links.pages) | by_path)


def _topics(links: Links) -> Iterable[Topic]:
    posts = Post.objects.filter(pk__in=links.posts).values("topic_id")
    return Topic.objects.filter(models.Q(pk__in=links.topics) | models.Q(pk__in=posts))


def things_linked(links: Links) -> tuple[list[BasePage], list[Topic]]:
    """The pages and topics behind links. A link to a page's discussion names the page.

    At most four queries, however many links.
    """
    topics = list(_topics(links)) if links.topics or links.posts else []
    links.pages |= {topic.page_id for topic in topics if topic.page_id}
    pages = list(_pages(links)) if links.pages or links.paths else []
    return pages, [topic for topic in topics if topic.page_id is None]
