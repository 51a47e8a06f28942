"""Very large topics and forums: the same queries at any page, and no list that sorts all its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.discussions import make_posts, make_topics
from forums.listing import SHOWS, Listing, narrowed, topics_in
from forums.models import Forum, Post, Topic
from forums.paging import replies
from tests.checks import analyse, queries_of
from tests.forums.makers import forum, reply, topic

pytestmark = [pytest.mark.django_db, pytest.mark.long]
POSTS, TOPICS = 10_000, 20_000
SIZES = (3, 60, POSTS)


@pytest.fixture
def amina(cast: Any) -> Client:
    """Amina, to whom nothing here is old."""
    cast.amina.date_joined -= timedelta(days=10_000)
    cast.amina.save()
    client = Client()
    client.force_login(cast.amina)
    return client


@pytest.mark.parametrize("deep", [False, True])
def test_a_topic_takes_the_same_queries_at_any_page_of_any_size(cast: Any, amina: Client, deep: bool) -> None:
    taken: dict[int, list[int]] = {}
    for size in SIZES:
        asked = topic(cast.carys)
        make_posts(asked, cast.ben, size, deep=deep)
        analyse()
        ids = list(replies(asked, cast.nobody).values_list("pk", flat=True))
        assert len(ids) == size
        url = asked.get_absolute_url()
        pages = [url, f"{url}?after={ids[size // 2]}", f"{url}?from={ids[-1]}"]
        for page in pages:
            assert len(amina.get(page).content) < 140_000
        taken[size] = [len(queries_of(client, page)) for page in pages for client in (Client(), amina)]
    ceiling = [6, 18, 7, 19, 7, 19]
    for size, counts in taken.items():
        assert all(count <= most for count, most in zip(counts, ceiling, strict=True)), (size, counts)
    place = replies(asked, cast.nobody).values_list("path", flat=True)[POSTS // 2]
    assert_no_sort_of_all(replies(asked, cast.nobody).filter(path__gt=place).for_page()[:21])
    last = reply(asked, cast.amina, "At the very end.", answers=Post.objects.get(pk=ids[-1]))
    page = amina.get(f"/posts/{last.pk}/", follow=True).content.decode()
    assert f'id="post-{last.pk}"' in page
    assert "At the very end." in page
    assert Topic.objects.get(pk=asked.pk).post_count == POSTS + 2


def test_each_view_of_a_large_forum_takes_the_same_queries_and_no_sort(cast: Any, amina: Client) -> None:
    small, large = forum("small"), forum("large")
    make_topics(small, [cast.ben, cast.amina], 60)
    make_topics(large, [cast.ben, cast.amina], TOPICS, with_posts=1_000)
    analyse()
    middle = Topic.objects.filter(forum=large).newest().values_list("pk", flat=True)[TOPICS // 2]
    for show in SHOWS:
        few = len(queries_of(amina, f"/forums/small/?show={show}"))
        for query in (f"?show={show}", f"?show={show}&before={middle}"):
            assert len(queries_of(amina, f"/forums/large/{query}")) <= few + 1, query
        if show != "followed":
            listing = Listing(show, ())
            seen = narrowed(topics_in(Forum.objects.get(slug="large"), cast.amina), listing, cast.amina)
            assert_no_sort_of_all(seen.for_list().newest()[:21])
    with CaptureQueriesContext(connection) as captured:
        page = amina.get("/forums/").content.decode()
    assert "More than 999 topics" in page
    assert "More than 99 topics with something new" in page
    assert len(captured) <= 8


def assert_no_sort_of_all(rows: Any) -> None:
    """The plan of a query walks an index in its order, and stops. What it asks beside each row, of
    a handful of others, may be sorted."""
    plan = rows.explain().split("SubPlan")[0]
    assert "hashed" not in plan, plan
    sorts = r"USE TEMP B-TREE FOR ORDER BY" if connection.vendor == "sqlite" else r"^\s*(->\s*)?Sort\b"
    assert not re.search(sorts, plan, re.MULTILINE), plan
