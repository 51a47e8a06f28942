"""Feeds as real readers take them: feedparser, newsboat and sfeed read every kind of feed."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.test import Client

from activity import deliver
from forums.models import Topic
from hub.packs.engine import import_pack

pytestmark = pytest.mark.long
FORMS = ("rss", "atom")


def places() -> list[str]:
    """One of each kind of thing that has a feed."""
    topic = Topic.objects.get(slug__startswith="early-warning-scores")
    return [
        "/",
        "/case-studies/",
        "/guides/",
        "/learning-sets/",
        "/news/",
        "/case-studies/warm-fed-and-together/",
        "/guides/neonatal-hypoglycaemia/",
        "/programmes/maternity-and-neonatal-safety-collaborative/",
        "/forums/",
        "/forums/deteriorating/",
        topic.get_absolute_url(),
        "/trusts/fenmere/",
    ]


@pytest.fixture
def demonstration(db: None) -> None:
    """The demonstration content."""
    import_pack(settings.BASE_DIR / "demo")
    deliver.deliver_all()


@pytest.mark.once
@pytest.mark.needs("newsboat")
@pytest.mark.django_db(transaction=True)
def test_feedparser_and_newsboat_read_every_feed(
    demonstration: None, live_server: Any, tmp_path: Path
) -> None:
    read_with_feedparser(live_server.url)
    read_with_newsboat(live_server.url, tmp_path)


@pytest.mark.once
@pytest.mark.needs("sfeed")
@pytest.mark.django_db
def test_sfeed_reads_every_feed_and_json_feeds_are_complete(demonstration: None) -> None:
    read_with_sfeed()
    read_json()


def read_with_feedparser(url: str) -> None:
    """Every feed is well formed and complete, and a second visit gets 304."""
    for place in places():
        for form in FORMS:
            feed = feedparser.parse(f"{url}{place}feed.{form}")
            assert feed.status == 200, place
            assert not feed.bozo, (place, form, feed.get("bozo_exception"))
            assert feed.entries, place
            for entry in feed.entries:
                assert entry.link.startswith("http"), place
                assert entry.id.startswith("tag:"), place
                assert entry.title, place
                assert entry.get("published_parsed") or entry.get("updated_parsed"), place
            assert len({entry.id for entry in feed.entries}) == len(feed.entries), place
            again = feedparser.parse(
                f"{url}{place}feed.{form}", etag=feed.etag, modified=feed.get("modified")
            )
            assert again.status == 304, place


def read_json() -> None:
    """Every JSON feed has what version 1.1 asks for."""
    for place in places():
        response = Client().get(f"{place}feed.json")
        assert response.headers["Content-Type"].startswith("application/feed+json")
        feed = json.loads(response.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"].endswith(f"{place}feed.json")
        assert feed["items"], place
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["url"].startswith("http")
            assert item["content_html"] is not None
            assert datetime.fromisoformat(item["date_published"]).tzinfo


def read_with_newsboat(url: str, tmp_path: Path) -> None:
    """The reader takes all feeds, finds new items in them, and logs no error."""
    urls = [f"{url}{place}feed.{form}" for place in places() for form in FORMS]
    (tmp_path / "urls").write_text("\n".join(urls))
    (tmp_path / "config").write_text("auto-reload no\n")
    common: list[str | Path] = ["newsboat", "-u", tmp_path / "urls", "-c", tmp_path / "cache.db"]
    common += ["-C", tmp_path / "config"]
    log = tmp_path / "log"

    subprocess.run([*common, "-l", "2", "-d", log, "-x", "reload"], check=True, timeout=120, cwd=tmp_path)
    count = subprocess.run(
        [*common, "-x", "print-unread"], check=True, timeout=60, capture_output=True, text=True
    )

    assert int(count.stdout.split()[0]) > 50, count.stdout
    assert "error" not in log.read_text().lower()


def read_with_sfeed() -> None:
    """The reader finds the same items as feedparser, with time, title and link."""
    for place in places():
        for form in FORMS:
            content = Client().get(f"{place}feed.{form}").content
            read = subprocess.run(["sfeed"], input=content, capture_output=True, check=True, timeout=20)
            lines = read.stdout.decode().splitlines()
            told = feedparser.parse(content).entries
            assert len(lines) == len(told) > 0, place
            for line, entry in zip(lines, told, strict=True):
                when, title, link = line.split("\t")[:3]
                assert when.isdecimal()
                assert title == " ".join(entry.title.split())
                assert link == entry.link
