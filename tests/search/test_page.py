"""The search page and its feeds, as a reader meets them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from activity import deliver
from search.asking import MOST_PAGES, PAGE_SIZE
from search.query import ONLY_MINUS
from search.registry import Facet
from tests import factories
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast
from tests.forums.makers import topic
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db

FENMERE = Facet("trust", "fenmere", "Fenmere Hospitals")
WORKED = Facet("outcome", "worked", "Worked")


def text(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def links(html: str) -> dict[str, str]:
    """The addresses of a page by their words."""
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.S)
    plain = [(re.sub(r"<[^>]*>", "", words), url.replace("&amp;", "&")) for url, words in found]
    return {" ".join(words.split()): url for words, url in plain}


def test_an_empty_search_shows_the_field_and_how_to_use_it() -> None:
    page = text("/search/")

    assert 'name="q"' in page
    assert "How" in page or "quotation marks" in page
    assert "mast__search" not in page, "a page with its own field has none in the masthead"
    assert "results" not in links(page)


def test_a_result_shows_kind_status_title_snippet_meta_and_number(cast: Cast) -> None:
    factories.case_study(
        "warm",
        title="Quokka care",
        trust=cast.fenmere,
        summary="A quokka was cold",
        outcome="mixed",
        number="19 of 24",
        number_unit="eligible women",
        number_before="12 of 24",
    )
    deliver.deliver_all()
    page = text("/search/?q=quokka")

    assert '<a href="/case-studies/warm/"><mark>Quokka</mark> care</a>' in page
    assert "A <mark>quokka</mark> was cold" in page
    for words in ("Case study", "Mixed", "word--half", "19 of 24", "eligible women", "Fenmere Hospitals"):
        assert words in page
    assert "1 result<" in page


def test_nothing_found_offers_the_forum_with_the_words() -> None:
    page = text('/search/?q=quokka+"magnesium+sulphate"+-cold')

    assert "Nothing found" in page
    address = urlsplit(links(page)["Ask the forum"])
    assert address.path == "/forums/ask/"
    assert parse_qs(address.query) == {"title": ["quokka magnesium sulphate"]}
    assert "How to search" in page


def test_where_nothing_has_all_words_what_has_some_is_shown_and_called_so(notes: Notes, cast: Cast) -> None:
    notes.add("Quokka care", "A hat for every quokka")
    notes.add("Wombat care", "No hats")
    notes.add("Wombat and koala of Fenmere", audience=factories.audience("trust:fenmere"))
    page = text("/search/?q=koala+quokka+wombat")

    assert "Nothing that you can see has all these words." in page
    assert {"Quokka care", "Wombat care"} <= links(page).keys()
    assert "Fenmere" not in page
    assert parse_qs(urlsplit(links(page)["ask the forum"]).query) == {"title": ["koala quokka wombat"]}
    assert_html_valid({"/search/": page})
    assert "has all these words" not in text("/search/?q=quokka+hat")
    assert "Nothing found" in text("/search/?q=quokka+wombat&trust=fenmere")
    assert "Nothing found" in text("/search/?q=quokka+-care")


def test_only_a_minus_is_explained() -> None:
    assert ONLY_MINUS in text("/search/?q=-cold")


def test_chips_tags_and_sorting_keep_the_rest_of_the_search(notes: Notes) -> None:
    notes.add("Quokka A", facets=(FENMERE, WORKED))
    notes.add("Quokka B", facets=(WORKED,))
    page = text("/search/?q=quokka&trust=fenmere&outcome=worked")
    found = links(page)

    assert found["Everything 1"] == "/search/?q=quokka&outcome=worked&trust=fenmere"
    assert found["Notes 1"] == "/search/?q=quokka&type=note&outcome=worked&trust=fenmere"
    assert found["Remove filter: Fenmere Hospitals"] == "/search/?q=quokka&outcome=worked"
    assert found["Clear all filters"] == "/search/?q=quokka"
    assert found["Sort by newest"].endswith("&sort=newest")
    assert found["RSS"] == "/search/feed.rss?q=quokka&outcome=worked&trust=fenmere"
    assert '<input type="checkbox" name="trust" value="fenmere" checked>' in page


def test_a_filter_typed_into_the_field_becomes_a_tag(notes: Notes) -> None:
    notes.add("Quokka A", facets=(FENMERE,))
    found = links(text("/search/?q=quokka+trust:fenmere"))

    assert found["Remove filter: Fenmere Hospitals"] == "/search/?q=quokka"


def test_pages_lead_on_and_back(notes: Notes) -> None:
    notes.add_many(PAGE_SIZE + 1, "Quokka")

    first = links(text("/search/?q=quokka"))
    assert "Previous results" not in first
    assert first["More results"] == "/search/?q=quokka&page=2"
    second = links(text(first["More results"]))
    assert second["Previous results"] == "/search/?q=quokka"
    assert "More results" not in second


def test_the_last_page_says_that_there_is_more(notes: Notes) -> None:
    notes.add_many(PAGE_SIZE * MOST_PAGES + 1, "Quokka")

    assert "Add a word or a filter" not in text("/search/?q=quokka&page=2")
    assert "Add a word or a filter" in text(f"/search/?q=quokka&page={MOST_PAGES}")


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_search_has_its_feed_newest_first(notes: Notes, form: str) -> None:
    notes.add("Quokka old", "All of its text", days_ago=5)
    notes.add("New", "a quokka & more", days_ago=1)
    notes.add("Other")

    feed = text(f"/search/feed.{form}?q=quokka")
    assert feed.index("New") < feed.index("Quokka old")
    assert "All of its text" in feed
    assert "Other" not in feed


def test_a_feed_answers_304_and_has_the_uids_of_other_feeds(cast: Cast) -> None:
    factories.case_study(title="Quokka care")
    asked = topic(cast.amina, title="Quokka?")
    deliver.deliver_all()
    client = Client()
    answer = client.get("/search/feed.json?q=quokka")

    again = client.get("/search/feed.json?q=quokka", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    ids = {item["id"] for item in json.loads(answer.content)["items"]}
    others = json.loads(client.get("/case-studies/feed.json").content)["items"]
    assert {item["id"] for item in others} | {asked.as_feed_item().uid} == ids


def test_an_unknown_feed_is_not_found() -> None:
    assert Client().get("/search/feed.xml?q=cold").status_code == 404


def test_only_reading_is_allowed() -> None:
    assert Client().post("/search/", {"q": "cold"}).status_code == 405


@pytest.mark.parametrize("sort", ["", "newest"])
def test_a_search_takes_as_many_queries_with_many_results_as_with_few(notes: Notes, sort: str) -> None:
    facets = (FENMERE, WORKED)

    def build(how_many: int) -> None:
        for row in notes.add_many(how_many, "Quokka", "text"):
            notes.say(row, "Quokka", "text", facets=facets)
            notes.index(row)

    assert_queries_constant(Client(), f"/search/?q=quokka&sort={sort}&outcome=worked", build, ceiling=9)


def test_a_search_over_every_kind_takes_one_more_query_for_each(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina)

    def build(how_many: int) -> None:
        guide = factories.guide(title="Quokka guide")
        for _ in range(how_many):
            factories.case_study(title="Quokka case", guides=(guide,))
        topic(cast.amina, title="Quokka?")
        factories.learning_set(title="Quokka set")
        deliver.deliver_all()

    assert_queries_constant(client, "/search/?q=quokka", build, small=3, large=23, ceiling=16)


def test_a_feed_takes_as_many_queries_with_many_results_as_with_few(notes: Notes) -> None:
    def build(how_many: int) -> Any:
        return notes.add_many(how_many, "Quokka")

    assert_queries_constant(Client(), "/search/feed.json?q=quokka", build)


@pytest.mark.once
def test_pages_are_valid_html(notes: Notes) -> None:
    notes.add('Quokka <b> & "x"', "a quokka", facets=(FENMERE, WORKED))
    addresses = ["/search/", "/search/?q=quokka", "/search/?q=nothing&trust=fenmere", '/search/?q="><b>']

    assert_html_valid({address: text(address) for address in addresses})
