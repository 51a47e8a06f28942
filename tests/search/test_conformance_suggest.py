"""Titles while somebody types, asked of each engine."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PUBLIC_ID
from search.engines import get_engine
from search.models import SearchEntry
from tests import factories
from tests.search.conftest import Notes
from tests.search.test_hostile import HOSTILE

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({PUBLIC_ID})


def suggested(beginning: str, audiences: frozenset[int] = PUBLIC, most: int = 6) -> list[str]:
    ids = get_engine().suggest(beginning, audiences, most=most)
    titles = dict(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [titles[pk] for pk in ids]


@pytest.mark.parametrize(
    "typed", ["magnes", "mag", "Magnesium", "MAGNESIUM be", "magnesium before t", "transfer mag"]
)
def test_words_of_a_title_suggest_it(notes: Notes, typed: str) -> None:
    notes.add("Magnesium before transfer", "a text")
    notes.add("Another", "magnesium before transfer stands in the text alone")

    assert suggested(typed) == ["Magnesium before transfer"]


@pytest.mark.parametrize("typed", ["", " ", "magnesium wombat", "gnesium", "text"])
def test_nothing_is_suggested_without_a_title(notes: Notes, typed: str) -> None:
    notes.add("Magnesium before transfer", "a text")

    assert suggested(typed) == []


def test_so_many_are_suggested(notes: Notes) -> None:
    notes.add_many(9, "Quokka")

    assert len(suggested("quok", most=4)) == 4


def test_nothing_hidden_is_suggested(notes: Notes) -> None:
    members = factories.audience("members")
    notes.add("Wallaroo in the open")
    notes.add("Wallaroo in secret", audience=members)

    assert suggested("walla") == ["Wallaroo in the open"]
    assert suggested("walla", frozenset()) == []
    assert len(suggested("walla", PUBLIC | {members.pk})) == 2


def test_no_more_queries_for_more_titles(notes: Notes) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            suggested("quok", most=50)
        return len(captured)

    notes.add_many(2, "Quokka")
    few = queries()
    notes.add_many(30, "Quokka")
    assert queries() == few <= 5


def test_no_input_is_an_error(notes: Notes) -> None:
    notes.add("Cold baby")

    for text in [*HOSTILE, "\ud800", "cold\udfff"]:
        assert isinstance(suggested(text), list)
