"""The feeds of forums and topics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import Topic
from tests import factories
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def entries(client: Client, url: str) -> list[Any]:
    response = client.get(url)
    assert response.status_code == 200
    read = feedparser.parse(response.content)
    assert not read.bozo, read.get("bozo_exception")
    return list(read.entries)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_forum_and_topic_tell_question_and_replies_newest_first(client: Client, cast: Any, form: str) -> None:
    room = forum("night")
    asked = topic(cast.carys, into=room, title="Who sleeps?", body="And **when**?")
    post = reply(asked, cast.ben, "See [the guide](/guides/scores/).")
    for url in ("/forums/", "/forums/night/", asked.get_absolute_url()):
        found = entries(client, f"{url}feed.{form}")
        assert [each.title for each in found] == ["Re: Who sleeps?", "Who sleeps?"]
        assert found[0].link == f"http://127.0.0.1:8000/posts/{post.pk}/"
        assert 'href="http://127.0.0.1:8000/guides/scores/"' in found[0].summary
        assert "<strong>when</strong>" in found[1].summary
        assert found[0].author == "Ben Osei"


def test_a_feed_is_not_sent_twice(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"))
    url = "/forums/night/feed.atom"
    first = client.get(url)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    later = reply(asked, cast.ben)
    Topic.objects.filter(pk=asked.pk).update(last_post_at=timezone.now() + timedelta(seconds=5))
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert f"/posts/{later.pk}/" in again.content.decode()


def test_a_feed_of_many_takes_as_many_queries_as_one_of_three(client: Client, cast: Any) -> None:
    room = forum("night")
    taken = []
    for more in (3, 21):
        for _ in range(more):
            reply(topic(factories.user(), into=room), factories.user())
        client.get("/forums/night/feed.json")
        with CaptureQueriesContext(connection) as captured:
            client.get("/forums/night/feed.json")
        taken.append(len(captured))
    assert taken[1] <= taken[0]


def test_every_page_names_its_feeds(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"))
    for url in ("/forums/", "/forums/night/", asked.get_absolute_url()):
        page = client.get(url).content.decode()
        for form in ("rss", "atom", "json"):
            assert f'href="{url}feed.{form}"' in page


def test_only_what_all_may_see_is_kept_by_caches(cast: Any) -> None:
    room = forum("members", key="members")
    client = Client()
    client.force_login(cast.ben)
    assert client.get(f"/forums/{room.slug}/feed.rss")["Cache-Control"] == "private, no-store"
    public = forum("night")
    assert "public" in Client().get(f"/forums/{public.slug}/feed.rss")["Cache-Control"]
    assert Client().get(f"/forums/{room.slug}/feed.rss").status_code == 404


@pytest.mark.parametrize("form", ["xml", "rdf", "rss2", ""])
def test_a_form_that_is_none_is_404(client: Client, cast: Any, form: str) -> None:
    forum("night")
    assert client.get(f"/forums/night/feed.{form}").status_code == 404


def test_a_wrong_character_in_a_name_does_not_break_a_feed(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"))
    Topic.objects.filter(pk=asked.pk).update(title="Broken\x0btitle")
    assert entries(client, "/forums/night/feed.rss")[0].title == "Brokentitle"
