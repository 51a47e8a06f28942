"""What is suggested while a reader types."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from activity import deliver
from search.models import SearchEntry
from search.suggesting import MOST
from search.views import suggesting
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_queries_constant
from tests.factories import Cast
from tests.search.conftest import Notes

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("engine", ["database"], indirect=True)]

ADDRESS = "/search/suggest/"


def asked(words: str, client: Client | None = None) -> list[dict[str, str]]:
    answer = (client or Client()).get(ADDRESS, {"q": words})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["suggestions"]
    return found


def test_titles_that_begin_to_say_what_is_typed(notes: Notes) -> None:
    row = notes.add("Keeping a quokka warm")
    notes.add("Other", "a quokka in the text alone")

    assert asked("quok") == [{"title": "Keeping a quokka warm", "kind": "Note", "url": f"/notes/{row.pk}/"}]
    assert asked("nothing") == []


@pytest.mark.parametrize("words", ["", "q", "  q  ", "\x00\x00", '"' * 5, "-" * 4, "q" * 5_000])
def test_what_says_too_little_or_nothing_suggests_nothing(notes: Notes, words: str) -> None:
    notes.add("Quokka")

    assert asked(words) == []


def test_no_more_than_fit(notes: Notes) -> None:
    notes.add_many(MOST + 3, "Quokka")

    assert len(asked("quokka")) == MOST


def test_only_what_the_reader_may_see(notes: Notes, cast: Cast) -> None:
    notes.add("Quokka of Fenmere", audience=factories.audience("trust:fenmere"))
    amina, carys = Client(), Client()
    amina.force_login(cast.amina)
    carys.force_login(cast.carys)

    assert [each["title"] for each in asked("quokka", amina)] == ["Quokka of Fenmere"]
    assert asked("quokka", carys) == asked("quokka") == []


def test_what_the_index_has_not_yet_forgotten_is_asked_for_again(notes: Notes, cast: Cast) -> None:
    case = factories.case_study("warm", title="Quokka care", trust=cast.fenmere)
    entry = SearchEntry.objects.filter(object_id=case.pk)
    deliver.deliver_all()
    assert entry.exists()
    assert len(asked("quokka")) == 1

    type(case).objects.filter(pk=case.pk).update(live=False)
    assert asked("quokka") == []


def test_members_titles_go_into_no_cache(notes: Notes, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina)

    assert client.get(ADDRESS, {"q": "quokka"})["Cache-Control"] == "private, no-store"
    open_to_all = Client().get(ADDRESS, {"q": "quokka"})
    assert open_to_all["Cache-Control"] == "private, max-age=60"
    assert "Cookie" in open_to_all["Vary"]


def test_who_asks_too_often_has_to_wait(notes: Notes, monkeypatch: Any) -> None:
    cache.clear()
    monkeypatch.setitem(suggesting.RATES, "suggest", "2/m/ip")
    notes.add("Quokka")

    assert len(asked("quokka")) == len(asked("quokka")) == 1
    answer = Client().get(ADDRESS, {"q": "quokka"})
    assert answer.status_code == 429
    assert answer.json() == {"suggestions": []}
    cache.clear()


def test_only_reading_is_allowed(notes: Notes) -> None:
    assert Client().post(ADDRESS, {"q": "quokka"}).status_code == 405


def test_suggestions_take_as_many_queries_with_many_things_as_with_few(notes: Notes) -> None:
    assert_queries_constant(Client(), f"{ADDRESS}?q=quokka", lambda n: notes.add_many(n, "Quokka"), ceiling=6)


@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_suggestion_is_chosen_by_keyboard(browse: Browse, notes: Notes, cast: Cast, width: int) -> None:
    for name in ("Quokka one", "Quokka two"):
        notes.add(name)
    page = browse(width=width)
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search the hub")
    options = page.get_by_role("option")

    field.press_sequentially("quok")
    options.nth(1).wait_for()
    assert page.get_by_role("status").filter(has_text="2 suggestions").count() == 1
    assert field.get_attribute("aria-expanded") == "true"
    assert_axe_clean(page)
    assert_fits(page)

    page.keyboard.press("ArrowDown")
    chosen = options.nth(0)
    assert chosen.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    assert options.nth(1).get_attribute("aria-selected") == "true"

    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    assert field.input_value() == "quok"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=quok")


@pytest.mark.needs("browser")
def test_enter_opens_the_suggestion_and_the_masthead_has_them_too(browse: Browse, notes: Notes) -> None:
    row = notes.add("Quokka one")
    page = browse()
    page.goto("/guides/")

    page.get_by_role("combobox", name="Search the hub").press_sequentially("quokka")
    page.get_by_role("option").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/notes/{row.pk}/")
