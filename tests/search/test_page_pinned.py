"""What editors pin to words, and the words that they say mean the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page

from activity import deliver
from cases.models import CaseStudy
from search.models import SynonymGroup
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast
from tests.search.test_page import links, text

pytestmark = pytest.mark.django_db


def pin(words: str, page: Page | None = None, **more: Any) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(words), page=page, **more)


@pytest.fixture
def guide(cast: Cast) -> Any:
    made = factories.guide("warmth", title="Keeping babies warm")
    factories.case_study("cold", title="Quokka case", trust=cast.fenmere)
    deliver.deliver_all()
    return made


def test_a_pinned_page_stands_above_the_results_in_the_editors_words(guide: Any) -> None:
    pin("Quokka", guide, description="Begin here.")
    page = text("/search/?q=quokka")

    assert page.index("Chosen by the editors") < page.index("Keeping babies warm") < page.index("cold/")
    assert "Begin here." in page
    assert links(page)["Keeping babies warm"] == guide.get_absolute_url()
    assert "Chosen by the editors" not in text("/search/?q=quokka+case")


def test_it_is_not_repeated_below(guide: Any) -> None:
    pin("quokka", CaseStudy.objects.get())

    assert text("/search/?q=quokka").count('<a href="/case-studies/cold/">') == 1


@pytest.mark.parametrize("rest", ["&sort=newest", "&type=case-study", "&trust=fenmere"])
def test_a_reader_who_narrows_or_sorts_gets_what_they_asked_for(guide: Any, rest: str) -> None:
    pin("quokka", guide)

    assert "Keeping babies warm" not in text(f"/search/?q=quokka{rest}")


def test_what_is_pinned_shows_where_nothing_is_found(guide: Any) -> None:
    pin("wombat", guide)
    page = text("/search/?q=wombat")

    assert "Keeping babies warm" in page
    assert "Nothing found" in page


def test_another_site_can_be_pinned(guide: Any) -> None:
    address = "https://www.example.org/quokkas"
    pin("quokka", external_link_url=address, external_link_text="Quokkas elsewhere")

    assert links(text("/search/?q=quokka"))["Quokkas elsewhere"] == address


def test_only_what_the_reader_may_see_is_pinned_for_them(cast: Cast) -> None:
    pin("quokka", factories.guide("warmth", title="Warmth", audience=factories.audience("members")))
    deliver.deliver_all()
    client = Client()
    assert "Warmth" not in text("/search/?q=quokka")

    client.force_login(cast.carys)
    assert "Warmth" in text("/search/?q=quokka", client)


def test_a_page_that_is_no_longer_published_is_not_pinned(guide: Any) -> None:
    pin("quokka", guide)
    guide.unpublish()

    assert "Keeping babies warm" not in text("/search/?q=quokka")


def test_pins_take_as_many_queries_with_many_as_with_few(cast: Cast) -> None:
    def build(how_many: int) -> None:
        for _ in range(how_many):
            pin("quokka", factories.guide(title="Warmth"))
        deliver.deliver_all()

    assert_queries_constant(Client(), "/search/?q=quokka", build, small=2, large=6)


def test_editors_pin_and_write_synonyms(cast: Cast, guide: Any) -> None:
    client = Client()
    client.force_login(cast.ella)
    home = client.get("/admin/").content.decode()
    assert "/admin/searchpicks/" in home
    assert "/admin/snippets/search/synonymgroup/" in home
    assert "/admin/searchpicks/searches/" not in home, "Wagtail's own report of searches is empty"

    answer = client.post(
        "/admin/searchpicks/add/",
        {
            "query_string": "Quokka",
            "editors_picks-TOTAL_FORMS": 1,
            "editors_picks-INITIAL_FORMS": 0,
            "editors_picks-MIN_NUM_FORMS": 0,
            "editors_picks-MAX_NUM_FORMS": 1000,
            "editors_picks-0-page": guide.pk,
            "editors_picks-0-description": "Begin here.",
            "editors_picks-0-sort_order": 0,
        },
    )
    assert answer.status_code == 302
    assert "Begin here." in text("/search/?q=quokka")

    add = "/admin/snippets/search/synonymgroup/add/"
    assert b"at least two ways" in client.post(add, {"words": "PPH", "note": ""}).content
    assert client.post(add, {"words": "PPH , postpartum haemorrhage", "note": ""}).status_code == 302
    assert SynonymGroup.objects.latest("pk").words == "PPH, postpartum haemorrhage"


@pytest.mark.parametrize("who", ["amina", "dev"])
def test_others_have_no_say_in_it(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who))

    for address in ("/admin/searchpicks/add/", "/admin/snippets/search/synonymgroup/add/"):
        assert client.get(address).status_code == 302


@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pinned_results_are_accessible(browse: Browse, guide: Any, width: int) -> None:
    pin("quokka", guide, description="Begin here.")
    page = browse(width=width)
    page.goto("/search/?q=quokka")

    assert_axe_clean(page)
    assert_fits(page)
    assert_html_valid({"/search/?q=quokka": text("/search/?q=quokka")})
