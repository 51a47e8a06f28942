"""Entries come, change and go, in everything that each engine can be asked."""

from __future__ import annotations

import pytest

from accounts.models import PUBLIC_ID, Organisation
from search.engines import Wanted, get_engine
from search.models import SearchEntry
from search.query import parse
from search.rebuild import rebuild
from tests import factories
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({PUBLIC_ID})


def answers(word: str) -> dict[str, bool]:
    """Whether a word shows in what each of the engine's abilities answers a reader."""
    engine = get_engine()
    entries = list(SearchEntry.objects.values_list("pk", flat=True))
    other = SearchEntry.objects.get(title="Beside")
    wanted = Wanted(parse(f"{word} "), PUBLIC)
    ids = set(SearchEntry.objects.filter(title__icontains=word).values_list("pk", flat=True))
    return {
        "search": engine.search(wanted, most=9).total > 0,
        "suggest": bool(engine.suggest(word[:-2], PUBLIC, most=9)),
        "did you mean": engine.did_you_mean(Wanted(parse(f"{word[:3]}{word[4:]} "), PUBLIC)) == word,
        "like": not ids.isdisjoint(engine.like(other, PUBLIC, kinds={"note"}, most=9)),
        "matching": engine.matching({1: wanted}, entries) != {},
    }


ALL = dict.fromkeys(("search", "suggest", "did you mean", "like", "matching"), True)
NONE = dict.fromkeys(ALL, False)


@pytest.fixture
def wallaroo(notes: Notes) -> Organisation:
    """A note of a word, and one that is like it."""
    notes.add("Beside", "grass and shrubs in the outback")
    row = notes.add("Wallaroo", "grass and shrubs in the outback")
    assert answers("wallaroo") == ALL
    return row


def test_what_changes_is_known_by_its_new_words(notes: Notes, wallaroo: Organisation) -> None:
    notes.say(wallaroo, "Bandicoot", "grass and shrubs in the outback")
    notes.index(wallaroo)

    assert answers("wallaroo") == NONE
    assert answers("bandicoot") == ALL


def test_what_is_hidden_is_known_no_more(notes: Notes, wallaroo: Organisation) -> None:
    members = factories.audience("members")
    notes.say(wallaroo, "Wallaroo", "grass and shrubs in the outback", audience_id=members.pk)
    notes.index(wallaroo)

    assert answers("wallaroo") == NONE


def test_what_goes_is_known_no_more(notes: Notes, wallaroo: Organisation) -> None:
    Organisation.objects.filter(pk=wallaroo.pk).delete()
    notes.index(wallaroo)

    assert answers("wallaroo") == NONE


def test_a_rebuild_changes_no_answer(notes: Notes, wallaroo: Organisation) -> None:
    for _ in range(2):
        list(rebuild(batch=1))

        assert answers("wallaroo") == ALL
