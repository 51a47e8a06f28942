"""The page that lists every feed, and the same as OPML."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from django.test import Client

from accounts.models import Organisation
from forums.models import Forum
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import audience, trust


def test_every_listed_feed_answers(cast: Any, client: Client) -> None:
    page = client.get("/feeds/").text
    feeds = sorted(set(re.findall(r'href="(/[^"]*feed\.(?:rss|atom|json))"', page)))
    assert "/feed.rss" in feeds
    assert "/case-studies/feed.atom" in feeds
    assert "/trusts/fenmere/feed.json" in feeds
    assert "/networks/eastern/feed.rss" in feeds
    for feed in feeds:
        assert client.get(feed).status_code == 200, feed


def test_list_shows_what_the_reader_may_use(cast: Any, client: Client) -> None:
    Forum.objects.create(title="Open to all", slug="open", description="-")
    Forum.objects.create(title="Just members", slug="members", description="-", audience=audience("members"))
    page = client.get("/feeds/").text
    assert "Open to all" in page
    assert "Just members" not in page
    client.force_login(cast.carys)
    page = client.get("/feeds/").text
    assert "Just members" in page
    assert "Not public" in page


def test_opml_holds_the_public_feeds_whoever_asks(cast: Any, client: Client) -> None:
    Organisation.objects.filter(slug="fenmere").update(name='Fen & "mere" <1>\x0b')
    Forum.objects.create(title="Just members", slug="members", description="-", audience=audience("members"))
    client.force_login(cast.carys)
    answer = client.get("/feeds/all.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    lines = {line.get("text"): line.get("xmlUrl") for line in root.iter("outline")}
    assert lines['Fen & "mere" <1>'] == "http://127.0.0.1:8000/trusts/fenmere/feed.atom"
    assert lines["Everything new"] == "http://127.0.0.1:8000/feed.atom"
    assert "Just members" not in lines


def test_list_takes_constant_queries(cast: Any, client: Client) -> None:
    numbers = iter(range(1_000))

    def build(count: int) -> None:
        for _ in range(count):
            trust(f"more-{next(numbers)}", network=cast.eastern)

    assert_queries_constant(client, "/feeds/", build, ceiling=15)


def test_list_is_valid_html(cast: Any, client: Client) -> None:
    assert_html_valid({"/feeds/": client.get("/feeds/").text})
