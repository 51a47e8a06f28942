"""Links between pages in running text: right after a move, and cheap."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hub.models import NewsIndexPage, NewsPage
from tests import factories
from tests.checks import assert_queries_constant, queries_of

pytestmark = pytest.mark.django_db


def news(slug: str, html: str) -> NewsPage:
    page = NewsPage(title=f"News of {slug}", slug=slug, body=[("text", html)])
    made: NewsPage = factories.publish(page, NewsIndexPage.objects.get())
    return made


def link(page: Any, words: str = "it") -> str:
    return f'<p>Read <a linktype="page" id="{page.pk}">{words}</a>.</p>'


def test_a_link_to_a_page_is_its_address_also_after_a_move(client: Client) -> None:
    guide = factories.guide("old")
    news("told", link(guide))
    assert '<a href="/guides/old/">it</a>' in client.get("/news/told/").content.decode()
    guide.slug = "new"
    guide.save_revision().publish()
    assert '<a href="/guides/new/">it</a>' in client.get("/news/told/").content.decode()


@pytest.mark.parametrize("target", ["999999", "x", ""])
def test_a_link_to_nothing_is_words(client: Client, target: str) -> None:
    news("told", f'<p>Read <a linktype="page" id="{target}">it</a>.</p>')
    assert "<p>Read <a>it</a>.</p>" in client.get("/news/told/").content.decode()


def test_links_of_every_kind_of_page_take_one_query(client: Client, cast: Any) -> None:
    news("plain", "<p>Nothing.</p>")
    news("told", link(factories.guide()) + link(factories.case_study()) + link(factories.learning_set()))
    assert len(queries_of(client, "/news/told/")) == len(queries_of(client, "/news/plain/")) + 1


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_feed_has_whole_addresses(client: Client, settings: Any, form: str) -> None:
    news("first", link(factories.guide("one")))
    news("second", link(factories.guide("two")) + "<p>\x0b\x1eafter</p>")
    body = client.get(f"/news/feed.{form}").content.decode()
    assert f"{settings.HUB_BASE_URL}/guides/one/" in body
    assert f"{settings.HUB_BASE_URL}/guides/two/" in body
    assert "linktype" not in body
    assert "after" in body


def test_queries_of_a_feed_do_not_grow_with_texts_that_link(client: Client) -> None:
    guide = factories.guide()

    def build(how_many: int) -> None:
        for _ in range(how_many):
            news(f"news-{NewsPage.objects.count()}", link(guide))

    assert_queries_constant(client, "/news/feed.atom", build, large=20)
