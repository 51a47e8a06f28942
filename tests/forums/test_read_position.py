"""How far a person has read: what is new, where it begins, and when it is new no longer."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import ForumRead, Post, TopicRead
from forums.services import remove_post
from tests import factories
from tests.checks import assert_queries_constant
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
ANCHOR = re.compile(r'id="post-(\d+)"')


@pytest.fixture
def amina(cast: Any) -> Client:
    """Amina, who joined a year ago."""
    cast.amina.date_joined -= timedelta(days=365)
    cast.amina.save()
    client = Client()
    client.force_login(cast.amina)
    return client


def page_of(client: Client, url: str, **how: Any) -> str:
    response = client.get(url, follow=True, **how)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_first_visit_calls_nothing_new_and_the_next_tells_what_came(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.ben)
    url = asked.get_absolute_url()
    assert "new since" not in page_of(amina, url)
    assert "new since" not in page_of(amina, url)
    TopicRead.objects.update(read_at=timezone.now() - timedelta(days=3))
    said = [reply(asked, person) for person in (cast.ben, cast.farah, cast.carys)]

    page = page_of(amina, url)

    day = timezone.localtime(timezone.now() - timedelta(days=3))
    assert f"3 new since {day:%A} {day.day} {day:%B}" in page
    assert f'<a href="/posts/{said[0].pk}/">Go to the first of 3 new</a>' in page
    assert page.count('<b class="unread">New</b>') == 3
    assert page.index("new since") < page.index(f'id="post-{said[0].pk}"')
    assert "new since" not in page_of(amina, url)


def test_one_s_own_posts_are_not_new(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    url = asked.get_absolute_url()
    page_of(amina, url)
    reply(asked, cast.amina)
    assert "new since" not in page_of(amina, url)
    reply(asked, cast.amina)
    theirs = reply(asked, cast.ben)
    page = page_of(amina, url)
    assert "1 new since" in page
    assert f'<a href="/posts/{theirs.pk}/">Go to the new reply</a>' in page


def test_what_is_new_on_a_later_page_stays_new_until_that_page_is_read(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    early = reply(asked, cast.ben)
    for _ in range(44):
        reply(asked, cast.ben)
    url = asked.get_absolute_url()
    page_of(amina, f"/posts/{Post.objects.latest('seq').pk}/")
    page = page_of(amina, url)
    while found := re.search(r'href="([^"]+)" rel="next"', page):
        page = page_of(amina, found.group(1))
    assert TopicRead.objects.get().last_seq == 46
    late = reply(asked, cast.farah, "At the end")
    under = reply(asked, cast.farah, "At the top", answers=early)

    first = page_of(amina, url)
    assert "2 new since" in first
    assert f'href="/posts/{under.pk}/">Go to the first of 2 new' in first
    assert "2 new since" in page_of(amina, url)
    landed = page_of(amina, f"/posts/{late.pk}/")
    assert late.pk in [int(pk) for pk in ANCHOR.findall(landed)]
    assert "1 new since" in page_of(amina, url)
    assert "new since" not in page_of(amina, url)


def test_who_jumps_into_a_thread_has_not_read_what_stands_before(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    replies = [reply(asked, cast.ben) for _ in range(30)]
    TopicRead.objects.create(user=cast.amina, topic=asked, last_seq=1)
    page_of(amina, f"/posts/{replies[-1].pk}/")
    assert TopicRead.objects.get().last_seq == 1
    assert "Go to the first of" in page_of(amina, asked.get_absolute_url())


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_a_page_fetched_ahead_is_not_read(cast: Any, amina: Client, headers: dict[str, str]) -> None:
    asked = topic(cast.carys)
    amina.get(asked.get_absolute_url(), headers=headers)
    amina.head(asked.get_absolute_url())
    assert not TopicRead.objects.exists()
    page_of(Client(), asked.get_absolute_url())
    assert not TopicRead.objects.exists()
    amina.get(asked.get_absolute_url())
    assert TopicRead.objects.get().last_seq == 1


def test_nothing_is_written_when_nothing_changed(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.ben)
    page_of(amina, asked.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        page_of(amina, asked.get_absolute_url())
    writes = [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]
    assert writes == []


def test_held_and_removed_posts_are_not_new(cast: Any, amina: Client) -> None:
    room = forum("night")
    asked = topic(cast.carys, into=room)
    page_of(amina, asked.get_absolute_url())
    reply(asked, cast.ben, held_kinds=["postcode"])
    gone = reply(asked, cast.ben)
    remove_post(gone, by=cast.dev)
    for url in (asked.get_absolute_url(), "/forums/night/", "/forums/"):
        page = page_of(amina, url)
        assert "new since" not in page
        assert 'class="unread"' not in page
    assert "Mark all as read" not in page_of(amina, "/forums/night/")


def test_lists_say_in_words_what_is_new_until_all_is_marked(cast: Any, amina: Client) -> None:
    night, day = forum("night"), forum("day")
    read = topic(cast.carys, into=night, title="Read before")
    page_of(amina, read.get_absolute_url())
    for _ in range(2):
        reply(read, cast.ben)
    topic(cast.carys, into=night, title="Never opened")
    topic(cast.ben, into=day)
    topic(cast.amina, into=day)

    index = page_of(amina, "/forums/")
    assert "2 topics with something new" in index
    assert "1 topic with something new" in index
    page = page_of(amina, "/forums/night/")
    assert '<b class="unread">2 new posts</b>' in page
    assert '<b class="unread">1 new post</b>' in page
    assert "with something new" not in page_of(Client(), "/forums/")

    assert amina.post("/forums/night/read/").status_code == 302
    assert "1 topic with something new" in page_of(amina, "/forums/")
    assert "2 topics with something new" not in page_of(amina, "/forums/")
    assert 'class="unread"' not in page_of(amina, "/forums/night/")
    assert "new since" not in page_of(amina, read.get_absolute_url())
    amina.post("/forums/read/")
    assert "with something new" not in page_of(amina, "/forums/")
    # The two, and the one of her network.
    assert ForumRead.objects.filter(user=cast.amina).count() == 3
    reply(read, cast.ben)
    assert "1 topic with something new" in page_of(amina, "/forums/")


def test_what_came_after_the_page_was_made_stays_new(cast: Any, amina: Client) -> None:
    room = forum("night")
    topic(cast.carys, into=room)
    made = timezone.now().isoformat()
    topic(cast.carys, into=room, title="Meanwhile")
    amina.post("/forums/night/read/", {"until": made})
    assert "1 topic with something new" in page_of(amina, "/forums/")
    for wrong in ("", "yesterday", "2026-99-99T00:00:00Z", "2999-01-01T00:00:00Z"):
        amina.post("/forums/night/read/", {"until": wrong})
        assert ForumRead.objects.get().read_at <= timezone.now()


def test_what_was_written_before_a_person_joined_is_not_new(cast: Any) -> None:
    topic(cast.carys, into=forum("night"))
    client = Client()
    client.force_login(factories.user(date_joined=timezone.now()))
    assert "with something new" not in page_of(client, "/forums/")


def test_marking_as_read_is_for_those_who_may_see_the_forum(cast: Any, amina: Client) -> None:
    forum("castlebeck", key="trust:castlebeck")
    assert amina.post("/forums/castlebeck/read/").status_code == 404
    assert amina.post("/forums/nowhere/read/").status_code == 404
    assert amina.get("/forums/read/").status_code == 405
    assert Client().post("/forums/read/").status_code == 302
    assert not ForumRead.objects.exists()


def test_many_new_topics_are_counted_to_ninety_nine(cast: Any, amina: Client) -> None:
    room = forum("night")
    for _ in range(101):
        topic(cast.carys, into=room)
    assert "More than 99 topics with something new" in page_of(amina, "/forums/")


def test_a_reader_is_told_what_arrived_meanwhile(cast: Any, amina: Client) -> None:
    asked = topic(cast.carys)
    url = f"{asked.get_absolute_url()}new.json"
    none = amina.get(url, {"after": "1"})
    assert json.loads(none.content) == {"count": 0, "words": "", "url": ""}
    same = amina.get(url, {"after": "1"}, headers={"If-None-Match": none["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    reply(asked, cast.amina)
    theirs = reply(asked, cast.ben)
    told = amina.get(url, {"after": "1"}, headers={"If-None-Match": none["ETag"]})
    assert json.loads(told.content) == {"count": 1, "words": "1 new reply", "url": f"/posts/{theirs.pk}/"}
    reply(asked, cast.ben)
    assert json.loads(amina.get(url, {"after": "1"}).content)["words"] == "2 new replies"
    assert json.loads(Client().get(url, {"after": "²"}).content)["count"] == 4
    assert "no-store" in told["Cache-Control"]
    assert not TopicRead.objects.exists()


def test_nobody_is_told_what_arrives_in_a_topic_that_is_not_theirs(cast: Any, amina: Client) -> None:
    asked = topic(cast.ben, into=forum("castlebeck", key="trust:castlebeck"))
    assert amina.get(f"{asked.get_absolute_url()}new.json").status_code == 404


def test_a_list_with_news_takes_as_many_queries_for_many_as_for_three(cast: Any, amina: Client) -> None:
    room = forum("night")

    def topics(count: int) -> None:
        for _ in range(count):
            reply(topic(cast.carys, into=room), cast.ben)

    assert_queries_constant(amina, "/forums/night/", topics)

    def forums(count: int) -> None:
        for _ in range(count):
            topic(cast.carys, into=forum())

    assert_queries_constant(amina, "/forums/", forums)
