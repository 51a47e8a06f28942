"""The home page, general pages and news: what they show, to whom, in how many queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from hub.headings import anchored
from hub.models import Attachment, GeneralPage, HubDocument, NewsIndexPage, NewsPage
from tests import factories
from tests.checks import assert_queries_constant, queries_of

pytestmark = pytest.mark.django_db
TEXT = "<h2>Why</h2><p>Because.</p><h2>How</h2><p>So.</p><h2>Who</h2><p>We.</p>"


def general_page(slug: str = "warmth", **fields: Any) -> GeneralPage:
    fields.setdefault("body", [("text", TEXT)])
    made: GeneralPage = factories.publish(
        GeneralPage(title=fields.pop("title", "About this hub"), slug=slug, **fields), factories.home()
    )
    return made


def news(slug: str, *, live: bool = True, **fields: Any) -> NewsPage:
    fields.setdefault("title", f"News of {slug}")
    page = NewsPage(slug=slug, body=[("text", "<p>Something happened.</p>")], **fields)
    made: NewsPage = factories.publish(page, NewsIndexPage.objects.get(), live=live)
    return made


def document(name: str = "card.pdf") -> HubDocument:
    made: HubDocument = HubDocument.objects.create(title=name, file=ContentFile(b"%PDF-1.4 " * 300, name))
    return made


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_home_says_what_the_hub_is_for_and_offers_a_search(client: Client) -> None:
    home = factories.home()
    home.try_searches = "smoking at booking\nPReCePT & more\nearly warning"
    home.save()
    page = text_of(client, "/")
    assert "See what other units did" in page
    assert 'action="/search/"' in page
    assert 'href="/search/?q=PReCePT%20%26%20more">PReCePT &amp; more</a> or <a' in page
    assert page.count('role="search"') == 1, "one field on a page"


def test_home_names_its_feeds_and_the_way_to_all_of_them(client: Client) -> None:
    page = text_of(client, "/")
    assert 'type="application/atom+xml"' in page
    assert 'href="/feed.atom"' in page
    assert 'href="/feeds/"' in page


def test_new_this_week_is_said_only_when_it_is_so(client: Client) -> None:
    assert "New this week" not in text_of(client, "/")
    news("today")
    assert "New this week" in text_of(client, "/")
    news("long-ago", first_published_at=timezone.now() - timedelta(days=8))
    page = text_of(client, "/")
    assert "New on the hub" in page
    assert "New this week" not in page


def test_what_is_new_for_members_is_not_new_for_a_visitor(client: Client, cast: Any) -> None:
    news("plans", title="Plans for members", audience=factories.audience("members"))
    assert "Plans for members" not in text_of(client, "/")
    client.force_login(cast.carys)
    assert "Plans for members" in text_of(client, "/")


def test_a_general_page_lists_its_parts_and_gives_each_an_anchor(client: Client) -> None:
    general_page()
    page = text_of(client, "/warmth/")
    assert '<a href="#why">Why</a>' in page
    assert '<h2 id="why">Why</h2>' in page


def test_the_way_back_names_every_page_above(client: Client) -> None:
    above = general_page("programmes", title="Programmes")
    factories.publish(GeneralPage(title="The collaborative", slug="collaborative"), above)
    page = text_of(client, "/programmes/collaborative/")
    trail = page[page.index('class="trail"') : page.index("</nav>", page.index('class="trail"'))]
    assert '<a href="/">Home</a>' in trail
    assert '<a href="/programmes/">Programmes</a>' in trail
    assert "The collaborative" not in trail


@pytest.mark.parametrize(
    "address", ["/nothing/", "/warmth/nothing/", "/nothing/warmth/", "/" + "warmth/" * 12]
)
def test_an_address_of_no_page_is_not_found(client: Client, address: str) -> None:
    general_page()
    assert client.get(address).status_code == 404


def test_a_page_below_a_restricted_one_keeps_its_own_audience(client: Client, cast: Any) -> None:
    above = general_page("inside", title="Inside", audience=factories.audience("members"))
    factories.publish(GeneralPage(title="Open", slug="open"), above)
    assert client.get("/inside/").status_code == 404
    assert client.get("/inside/open/").status_code == 200


def test_files_show_type_and_size(client: Client) -> None:
    page = general_page()
    Attachment.objects.create(page=page, title="The card", document=document())
    assert "The card (PDF, 3 KB)" in text_of(client, "/warmth/")


def test_a_visitor_is_told_of_files_for_members_but_not_of_those_for_a_trust(
    client: Client, cast: Any
) -> None:
    page = general_page()
    members, fenmere = factories.audience("members"), factories.audience_for(cast.fenmere)
    for title, audience in (("For all", None), ("For members", members), ("For Fenmere", fenmere)):
        Attachment.objects.create(page=page, title=title, link="https://example.org/", audience=audience)
    seen = text_of(client, "/warmth/")
    assert "For all" in seen
    assert "Sign in for 1 more" in seen
    assert "For members" not in seen
    client.force_login(cast.carys)
    seen = text_of(client, "/warmth/")
    assert "For members" in seen
    assert "For Fenmere" not in seen
    assert "Sign in for" not in seen
    client.force_login(cast.amina)
    assert "For Fenmere" in text_of(client, "/warmth/")


def test_a_link_to_a_page_is_shown_to_those_who_may_see_that_page(client: Client, cast: Any) -> None:
    hidden = general_page("hidden", title="Hidden", audience=factories.audience_for(cast.fenmere))
    draft = factories.publish(GeneralPage(title="Draft", slug="draft"), factories.home(), live=False)
    page = general_page()
    for title, target in (("To the hidden page", hidden), ("To the draft", draft)):
        Attachment.objects.create(page=page, title=title, kind="page", linked_page=target)
    assert "To the " not in text_of(client, "/warmth/")
    client.force_login(cast.amina)
    seen = text_of(client, "/warmth/")
    assert "To the hidden page" in seen
    assert "To the draft" not in seen


def test_news_stands_newest_first_and_leads_to_older(client: Client) -> None:
    now = timezone.now()
    for day in range(25):
        news(f"day-{day:02}", title=f"Day {day:02}", first_published_at=now - timedelta(days=day))
    first = text_of(client, "/news/")
    assert first.index("Day 00") < first.index("Day 19")
    assert "Day 20" not in first
    older = NewsPage.objects.get(slug="day-19").pk
    assert f'href="?before={older}"' in first
    rest = text_of(client, f"/news/?before={older}")
    assert "Day 20" in rest
    assert "Day 19" not in rest
    assert "Back to the newest" in rest


def test_a_list_does_not_tell_the_date_of_a_page_that_is_not_in_it(client: Client, cast: Any) -> None:
    """Asked to go on after a restricted page, it starts at the top, as after any unknown id."""
    now = timezone.now()
    news("new", title="The new one", first_published_at=now)
    hidden = news(
        "hidden",
        audience=factories.audience_for(cast.fenmere),
        first_published_at=now - timedelta(days=1),
    )
    assert "The new one" in text_of(client, f"/news/?before={hidden.pk}")


@pytest.mark.parametrize("before", ["x", "0", "-1", "9" * 40, "%00", "١"])
def test_a_strange_position_starts_at_the_top(client: Client, before: str) -> None:
    news("only", title="The only one")
    assert "The only one" in text_of(client, f"/news/?before={before}")


def test_news_leads_to_the_feed_of_all_news(client: Client) -> None:
    news("only")
    page = text_of(client, "/news/only/")
    assert 'href="/news/feed.rss"' in page
    assert 'href="/news/only/feed.rss"' in page


def test_a_draft_is_not_there_for_readers(client: Client, cast: Any) -> None:
    news("later", live=False)
    client.force_login(cast.ella)
    assert client.get("/news/later/").status_code == 404


def test_queries_of_home_do_not_grow(client: Client) -> None:
    def build(how_many: int) -> None:
        for _ in range(how_many):
            number = NewsPage.objects.count()
            guide = factories.guide()
            factories.case_study(guides=(guide,))
            news(f"more-{number}")

    assert_queries_constant(client, "/", build, large=12, ceiling=9)


def test_queries_of_the_news_do_not_grow(client: Client) -> None:
    def build(how_many: int) -> None:
        for _ in range(how_many):
            news(f"more-{NewsPage.objects.count()}")

    assert_queries_constant(client, "/news/", build, ceiling=5)


def test_a_general_page_takes_few_queries(client: Client) -> None:
    general_page()
    assert len(queries_of(client, "/warmth/")) <= 7


def test_anchors_are_unique_and_leave_the_shells_own_alone() -> None:
    html = '<h2 data-block-key="a1">Files</h2><h2>Why &amp; how</h2><h2>Why &amp; how</h2><h2>?</h2>'
    text = anchored(html)
    assert [heading.anchor for heading in text.headings] == ["files-2", "why-how", "why-how-2", "part"]
    assert [heading.words for heading in text.headings][1] == "Why & how"
    assert '<h2 data-block-key="a1" id="files-2">Files</h2>' in text.html
