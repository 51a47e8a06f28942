"""Searches that people keep."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import Audience
from search.models import SavedSearch
from search.registry import Facet
from search.saved import saving
from search.saved.saving import MOST, asked_of, feed_key, query_of
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast
from tests.search.conftest import Notes
from tests.search.test_page import links, text

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("engine", ["database"], indirect=True)]

SAVE = "/search/save/?q=quokka+care&type=note&trust=fenmere"
FENMERE = Facet("trust", "fenmere", "Fenmere Hospitals")


@pytest.fixture
def amina(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.amina)
    return client


def keep(user: Any, query: str = "q=quokka", name: str = "Quokkas", when: str = "daily") -> SavedSearch:
    return SavedSearch.objects.create(user=user, name=name, query=query, when=when)


def test_a_search_is_saved_under_a_name(notes: Notes, cast: Cast, amina: Client) -> None:
    notes.add("Quokka care", facets=(FENMERE,))
    way = links(text("/search/?q=quokka+care&type=note&trust=fenmere&sort=newest&page=2", amina))
    assert way["Save this search"] == SAVE
    form = amina.get(SAVE).content.decode()
    assert 'value="quokka care"' in form
    assert "Fenmere Hospitals" in form

    answer = amina.post(SAVE, {"name": "Quokkas", "when": "at-once"}, follow=True)
    assert answer.redirect_chain == [("/search/saved/", 302)]
    assert "Saved as “Quokkas”" in answer.content.decode()
    saved = SavedSearch.objects.get(user=cast.amina)
    assert (saved.name, saved.when, saved.query) == (
        "Quokkas", "at-once", "q=quokka+care&type=note&trust=fenmere",
    )  # fmt: skip
    page = answer.content.decode()
    assert links(page)["Quokkas"] == "/search/?q=quokka+care&type=note&trust=fenmere"
    assert "You are told at once" in page


def test_what_nothing_was_found_for_can_be_saved_too(notes: Notes, amina: Client) -> None:
    assert links(text("/search/?q=quokka", amina))["save this search"] == "/search/save/?q=quokka"


def test_the_address_is_always_in_the_same_order(notes: Notes) -> None:
    assert query_of(asked_of("trust=fenmere&sort=newest&q=quokka&page=3")) == "q=quokka&trust=fenmere"
    assert query_of(asked_of("sort=newest")) == "sort=newest"


def test_the_same_search_is_saved_once_however_often_it_is_sent(
    notes: Notes, cast: Cast, amina: Client
) -> None:
    amina.post(SAVE, {"name": "Quokkas", "when": "daily"})
    answer = amina.post(SAVE, {"name": "Again", "when": "daily"}, follow=True)

    assert "saved this search already, as “Quokkas”" in answer.content.decode()
    assert SavedSearch.objects.filter(user=cast.amina).count() == 1


@pytest.mark.parametrize(
    ("name", "when", "said"),
    [
        ("", "daily", "Give it a name"),
        ("x" * 81, "daily", "at most 80"),
        ("Quokkas", "hourly", "Say when"),
        ("Taken", "daily", "of this name"),
        ("Baby of NHS number 943 476 5919", "daily", "NHS number"),
        ("Nul\x00", "daily", "cannot be kept"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    notes: Notes, cast: Cast, amina: Client, name: str, when: str, said: str
) -> None:
    keep(cast.amina, "q=other", "Taken")
    page = amina.post(SAVE, {"name": name, "when": when}).content.decode()

    assert said in page
    assert SavedSearch.objects.count() == 1
    if name and "\x00" not in name:
        assert name in page


@pytest.mark.parametrize("words", ["NHS+number+943+476+5919", "born+12+March+2024+baby+Smith"])
def test_a_search_for_a_patient_is_not_kept(notes: Notes, amina: Client, words: str) -> None:
    page = amina.post(f"/search/save/?q={words}", {"name": "One", "when": "daily"}).content.decode()

    assert "may identify a patient" in page
    assert not SavedSearch.objects.exists()


def test_a_search_as_long_as_can_be_is_refused_in_words(notes: Notes, amina: Client) -> None:
    page = amina.post(f"/search/save/?q={'é' * 290}", {"name": "Long", "when": "daily"}).content.decode()

    assert "too many words" in page
    assert not SavedSearch.objects.exists()


def test_nobody_keeps_more_than_fit(notes: Notes, cast: Cast, amina: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(saving, "MOST", 1)
    keep(cast.amina)
    page = amina.post(SAVE, {"name": "Two", "when": "daily"}).content.decode()

    assert f"You have {MOST} saved searches" in page
    assert 'value="Two"' in page
    assert SavedSearch.objects.count() == 1


def test_nothing_asked_for_is_nothing_to_save(notes: Notes, amina: Client) -> None:
    assert amina.get("/search/save/")["Location"] == "/search/"


def test_a_search_gets_another_name_and_other_times(notes: Notes, cast: Cast, amina: Client) -> None:
    saved = keep(cast.amina)
    keep(cast.amina, "q=other", "Taken")
    address = f"/search/saved/{saved.pk}/"

    assert 'value="Quokkas"' in text(address, amina)
    assert "of this name" in amina.post(address, {"name": "Taken", "when": "daily"}).content.decode()
    assert amina.post(address, {"name": "Quokkas", "when": "never"}).status_code == 302
    saved.refresh_from_db()
    assert saved.when == "never"
    assert "You are not told" in text("/search/saved/", amina)


def test_a_search_is_deleted_after_being_asked(notes: Notes, cast: Cast, amina: Client) -> None:
    saved = keep(cast.amina)
    address = f"/search/saved/{saved.pk}/delete/"

    assert "Delete it" in text(address, amina)
    assert SavedSearch.objects.exists()
    for _ in range(2):
        assert amina.post(address)["Location"] == "/search/saved/"
    assert not SavedSearch.objects.exists()


def test_somebody_elses_is_not_there(notes: Notes, cast: Cast) -> None:
    saved = keep(cast.amina, name="Secret name")
    ben = Client()
    ben.force_login(cast.ben)
    root = Client()
    root.force_login(cast.grace)

    for client in (ben, root):
        assert "Secret name" not in text("/search/saved/", client)
        for address in (f"/search/saved/{saved.pk}/", f"/search/saved/{saved.pk}/delete/"):
            assert client.get(address).status_code == 404
        assert client.post(f"/search/saved/{saved.pk}/", {"name": "Mine", "when": "daily"}).status_code == 404
        client.post(f"/search/saved/{saved.pk}/delete/")
    saved.refresh_from_db()
    assert saved.name == "Secret name"


@pytest.mark.parametrize("address", [SAVE, "/search/saved/", "/search/saved/1/", "/search/saved/1/delete/"])
def test_one_signs_in_first(notes: Notes, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [address]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_the_private_feed_needs_no_signing_in_and_shows_what_its_owner_may_see(
    notes: Notes, cast: Cast, form: str
) -> None:
    notes.add("Quokka of Fenmere", audience=factories.audience("trust:fenmere"))
    notes.add("Quokka of Castlebeck", audience=factories.audience("trust:castlebeck"))
    saved = keep(cast.amina)
    answer = Client().get(f"/search/saved/{feed_key(saved)}/feed.{form}")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    feed = answer.content.decode()
    assert "Quokka of Fenmere" in feed
    assert "Quokka of Castlebeck" not in feed


def test_what_is_confidential_is_in_no_private_feed(notes: Notes, cast: Cast) -> None:
    secret = Audience.objects.create(kind="groups", key="invited:x", name="those named", confidential=True)
    secret.people.add(cast.amina)
    notes.add("Quokka secret", audience=secret)

    assert "Quokka secret" in text("/search/?q=quokka", _signed_in(cast.amina)).replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert "Quokka secret" not in text(f"/search/saved/{feed_key(keep(cast.amina))}/feed.json")


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_feed_ends_with_the_search_with_the_account_and_with_a_membership(
    notes: Notes, cast: Cast
) -> None:
    notes.add("Quokka of Fenmere", audience=factories.audience("trust:fenmere"))
    saved = keep(cast.amina)
    address = f"/search/saved/{feed_key(saved)}/feed.json"
    assert "Quokka of Fenmere" in text(address)

    cast.amina.memberships.all().delete()
    assert "Quokka of Fenmere" not in text(address)
    type(cast.amina).objects.filter(pk=cast.amina.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    type(cast.amina).objects.filter(pk=cast.amina.pk).update(is_active=True)
    saved.delete()
    assert Client().get(address).status_code == 404


def test_a_feed_address_cannot_be_guessed(notes: Notes, cast: Cast) -> None:
    one, other = keep(cast.amina), keep(cast.ben)
    signature = feed_key(one).partition(":")[2]

    for key in (f"{other.pk}:{signature}", f"{one.pk}:x", f"{one.pk}:{'é' * 9}", f"{'9' * 40}:{signature}"):
        assert Client().get(f"/search/saved/{key}/feed.rss").status_code == 404


def test_the_list_takes_as_many_queries_with_many_searches_as_with_few(
    notes: Notes, cast: Cast, amina: Client
) -> None:
    def build(how_many: int) -> None:
        for _ in range(how_many):
            number = SavedSearch.objects.count()
            keep(cast.amina, f"q=quokka+{number}&trust=fenmere", f"Quokka {number}")

    assert_queries_constant(amina, "/search/saved/", build, small=3, large=40)


@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_saving_by_keyboard(browse: Browse, notes: Notes, cast: Cast, width: int) -> None:
    notes.add("Quokka care", facets=(FENMERE,))
    page = browse(user=cast.amina, width=width)
    page.goto("/search/saved/")
    assert_axe_clean(page)
    page.goto("/search/?q=quokka&trust=fenmere")
    page.get_by_role("link", name="Save this search").press("Enter")

    page.get_by_label("Name").fill("")
    page.get_by_role("button", name="Save this search").press("Enter")
    page.get_by_role("alert").wait_for()
    assert_axe_clean(page)
    page.get_by_label("Name").fill("Quokkas")
    page.get_by_label("At once").press("Space")
    page.get_by_role("button", name="Save this search").press("Enter")
    page.wait_for_url("**/search/saved/")
    page.get_by_text("Private feed").press("Enter")
    assert_axe_clean(page)
    assert_fits(page)

    page.get_by_role("link", name="Delete Quokkas").press("Enter")
    assert_axe_clean(page)
    page.get_by_role("button", name="Delete it").press("Enter")
    page.get_by_text("The saved search is deleted.").wait_for()


def test_pages_are_valid_html(notes: Notes, cast: Cast, amina: Client) -> None:
    saved = keep(cast.amina, "q=a+%26+b&trust=fenmere", 'A <b> & "c"')
    addresses = [SAVE, "/search/saved/", f"/search/saved/{saved.pk}/", f"/search/saved/{saved.pk}/delete/"]

    assert_html_valid({address: text(address, amina) for address in addresses})
