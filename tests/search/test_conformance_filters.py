"""Who wrote it and when, asked of each engine."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from search.asking import Asked
from tests.search.conftest import Notes
from tests.search.test_finding import search, titles

pytestmark = pytest.mark.django_db


def note(notes: Notes, title: str, *, author: str = "", days_ago: int = 0) -> None:
    """A note of 28 March 2026, or of days before, with somebody's name to it."""
    row = notes.row()
    row.save()
    notes.say(row, title, "quokka", author=author, days_ago=days_ago)
    notes.index(row)


@pytest.fixture
def four(notes: Notes) -> None:
    note(notes, "Today", author="carys-bowen")
    note(notes, "Week", author="ben-okafor", days_ago=7)
    note(notes, "January", author="carys-bowen", days_ago=70)
    note(notes, "Before", days_ago=365)


@pytest.mark.parametrize("sort", ["", "newest"])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("author:carys-bowen", ["January", "Today"]),
        ('author:"Carys Bowen"', ["January", "Today"]),
        ("author:nobody-known", []),
        ("author:ben-okafor after:2026-03-22", []),
        ("after:2026-03-28", ["Today"]),
        ("after:2026-03-21 before:2026-03-21", ["Week"]),
        ("after:2026-03", ["Today", "Week"]),
        ("after:2026", ["January", "Today", "Week"]),
        ("before:2025", ["Before"]),
        ("before:2026-01", ["Before", "January"]),
        ("after:2026-4", []),
        ("after:2026 before:2025", []),
    ],
)
def test_a_filter_narrows_with_words_and_without(four: None, typed: str, found: list[str], sort: str) -> None:
    more = {"sort": sort} if sort else {}

    assert sorted(titles(search(f"quokka {typed}", **more))) == found
    assert sorted(titles(search(typed, **more))) == found
    assert search(f"quokka {typed}").found.kinds == ({"note": len(found)} if found else {})


def test_a_day_is_one_of_london(notes: Notes) -> None:
    """What came out at half past midnight of summer time belongs to that day, not to the one before."""
    row = notes.row()
    row.save()
    notes.say(row, "Late", "quokka")
    said = notes.said[row.pk]
    moment = said.published.replace(month=6, day=30, hour=23, minute=30)
    notes.said[row.pk] = type(said)(
        title="Late", body="quokka", path=said.path, audience_id=1, published=moment, updated=moment
    )
    notes.index(row)

    assert titles(search("quokka after:2026-07-01 before:2026-07-01")) == ["Late"]
    assert titles(search("quokka before:2026-06-30")) == []


@pytest.mark.parametrize(
    "nonsense",
    ["yesterday", "2026-13", "2026-02-30", "20260328", "0000", "9999", "28.3.2026", "-1", "2026-3-4-5"],
)
def test_what_is_no_date_is_left_out_and_said(four: None, nonsense: str) -> None:
    page = Client().get("/search/", {"q": f"quokka after:{nonsense}"})

    assert page.context["results"].found.total == 4
    assert "takes a year, a month or a day" in page.content.decode()


def test_filters_stand_in_the_address_and_can_be_taken_off(four: None) -> None:
    page = Client().get("/search/", {"q": "quokka author:carys-bowen after:2026-1 before:2026-03-28"})

    tags = {tag["label"]: tag["remove_url"] for tag in page.context["tags"]}
    assert list(tags) == ["By Carys Bowen", "From January 2026", "Until 28 March 2026"]
    address = "/search/?q=quokka&author=carys-bowen&after=2026-01&before=2026-03-28"
    assert tags["From January 2026"] == address.replace("&after=2026-01", "")
    assert page.context["clear_url"] == "/search/?q=quokka"
    again = Client().get(address)
    assert again.context["results"].found.ids == page.context["results"].found.ids
    assert {(pair["name"], pair["value"]) for pair in again.context["facets_hidden"]} >= {
        ("author", "carys-bowen"),
        ("after", "2026-01"),
    }


def test_a_filter_alone_is_a_search(four: None) -> None:
    params: Any = QueryDict("after=2026-03-22")

    assert not Asked.read(params).is_empty
    assert Asked.read(QueryDict("after=nonsense")).is_empty
