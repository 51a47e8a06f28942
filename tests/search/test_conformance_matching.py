"""Which saved searches find something new, asked of each engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PUBLIC_ID
from search.engines import Wanted, get_engine
from search.models import SearchEntry, SynonymGroup
from search.query import parse
from search.registry import Facet
from search.synonyms import expand
from tests import factories
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({PUBLIC_ID})


def wanted(typed: str, audiences: frozenset[int] = PUBLIC, **more: Any) -> Wanted:
    return Wanted(expand(parse(typed)), audiences, **more)


def ids(*rows: Any) -> list[int]:
    return list(
        SearchEntry.objects.filter(object_id__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )


def test_each_search_gets_what_it_finds(notes: Notes) -> None:
    SynonymGroup.objects.create(words="QKA, quokka")
    one = notes.add("Quokka in theatre", "warm")
    two = notes.add(
        "Wombat", "quokka beside a wombat", facets=(Facet("trust", "fenmere", "Fenmere"),), days_ago=9
    )
    notes.add("Quokka that is not asked about")
    saved = {
        1: wanted("quokka"),
        2: wanted("qka"),
        3: wanted("quokka -theatre"),
        4: wanted('"beside a wombat"'),
        5: wanted("beside wombat"),
        6: wanted("dingo"),
        7: wanted("", facets={"trust": frozenset({"fenmere", "orrin"})}),
        8: wanted("quokka", facets={"trust": frozenset({"orrin"})}),
        9: wanted("quokka", kind="guide"),
        10: wanted("quokka", kind="note", after=date(2026, 3, 28)),
        11: wanted("", before=date(2026, 3, 20)),
        12: wanted("quokka", author="carys-bowen"),
    }

    found = get_engine().matching(saved, ids(one, two))

    first, second = ids(one)[0], ids(two)[0]
    assert {key: sorted(pks) for key, pks in found.items() if pks} == {
        1: sorted([first, second]),
        2: sorted([first, second]),
        3: [second],
        4: [second],
        5: [second],
        7: [second],
        10: [first],
        11: [second],
    }


def test_nobody_is_told_of_what_is_hidden_from_them(notes: Notes) -> None:
    members = factories.audience("members")
    row = notes.add("Wallaroo", audience=members)
    saved = {1: wanted("wallaroo"), 2: wanted("wallaroo", PUBLIC | {members.pk}), 3: wanted("", kind="note")}

    assert get_engine().matching(saved, ids(row)) == {2: ids(row)}


def test_a_last_word_is_a_whole_one(notes: Notes) -> None:
    row = notes.add("Coldchester")

    assert get_engine().matching({1: wanted("cold"), 2: wanted("coldchester")}, ids(row)) == {2: ids(row)}


def test_nothing_new_and_nothing_saved(notes: Notes) -> None:
    assert get_engine().matching({1: wanted("quokka")}, []) == {}
    assert get_engine().matching({}, ids(notes.add("Quokka"))) == {}


@pytest.mark.parametrize("engine", ["database"], indirect=True)
def test_searches_are_asked_a_hundred_at_a_time(notes: Notes) -> None:
    rows = notes.add_many(5, "Quokka")

    def queries(searches: int) -> int:
        saved = {key: wanted(f"quokka {key % 5}") for key in range(searches)}
        with CaptureQueriesContext(connection) as captured:
            found = get_engine().matching(saved, ids(*rows))
        assert len(found) == searches
        return len(captured)

    assert queries(5) == queries(100) < queries(250) <= 20
