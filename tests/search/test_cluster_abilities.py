"""What the cluster itself does beside searching: the database engine is not there to help.

Both engines are asked the same in `test_conformance_*.py`; here is what only a cluster has: an older
index, searches kept in a percolator, and words in its own language.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.models import PUBLIC_ID, Audience
from search.engines import Wanted, get_engine
from search.engines.cluster import ClusterEngine, names
from search.engines.cluster.connection import patient
from search.engines.cluster.saved import settle
from search.engines.cluster.sending import send_waiting
from search.models import SearchEntry
from search.query import Query, Term, parse
from search.rebuild import rebuild
from tests import factories
from tests.search.conftest import Notes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("search"),
    pytest.mark.parametrize("engine", ["cluster"], indirect=True),
]
PUBLIC = frozenset({PUBLIC_ID})


def wanted(words: str, *, audiences: frozenset[int] = PUBLIC, **more: Any) -> Wanted:
    return Wanted(query=parse(words), audiences=audiences, **more)


def entry_of(row: Any) -> SearchEntry:
    return SearchEntry.objects.get(object_id=row.pk)


def found(asked: Wanted) -> list[int]:
    return list(get_engine().search(asked, most=20).ids)


def titles(ids: list[int]) -> list[str]:
    entries = SearchEntry.objects.in_bulk(ids)
    return [entries[pk].title for pk in ids]


@pytest.fixture
def hidden(db: Any) -> Audience:
    """An audience that the reader does not belong to."""
    return factories.audience("members")


class TestWords:
    """Other ways to say a thing."""

    def test_a_synonym_is_found_as_a_phrase_and_the_words_anywhere(self, notes: Notes) -> None:
        notes.add("PPH drill")
        notes.add("Postpartum haemorrhage box")
        notes.add("Haemorrhage, antepartum or postpartum")
        notes.add("Antepartum haemorrhage")
        term = Term("pph", ("pph",), also=(("postpartum", "haemorrhage"),))
        asked = replace(wanted(""), query=Query("pph", (term,)))
        assert set(titles(found(asked))) == {"PPH drill", "Postpartum haemorrhage box"}
        words = ("postpartum", "haemorrhage")
        loose = Term("postpartum haemorrhage", words, loose=True, also=(("pph",),))
        asked = replace(asked, query=Query("postpartum haemorrhage", (loose,)))
        assert "Antepartum haemorrhage" not in titles(found(asked))
        assert len(found(asked)) == 3

    def test_an_author_and_days_narrow(self, notes: Notes) -> None:
        for author, days_ago in (("carys-bowen", 0), ("ben-okafor", 0), ("carys-bowen", 10)):
            row = notes.row()
            row.save()
            notes.say(row, f"Quokka of {author}", days_ago=days_ago, author=author)
            notes.index(row)
        assert len(found(wanted("quokka", author="carys-bowen"))) == 2
        since = wanted("quokka", author="carys-bowen", after=date(2026, 3, 20))
        assert len(found(since)) == 1
        assert len(found(wanted("quokka", before=date(2026, 3, 20)))) == 1
        assert len(found(wanted("quokka", after=date(2026, 3, 28), before=date(2026, 3, 28)))) == 2


class TestBeside:
    """Titles, spellings and what is alike, of the reader's audiences alone."""

    def test_titles_while_typing(self, notes: Notes, hidden: Audience) -> None:
        notes.add("Warm bundle for small babies")
        notes.add("Babies kept warm at birth")
        notes.add("Warm babies that nobody sees", audience=hidden)
        notes.add("Nothing", "warm babies")
        engine = get_engine()
        both = {"Warm bundle for small babies", "Babies kept warm at birth"}
        assert set(titles(engine.suggest("warm ba", PUBLIC, most=5))) == both
        assert len(engine.suggest("WÀRM BA", PUBLIC | {hidden.pk}, most=5)) == 3
        assert len(engine.suggest("warm ba", PUBLIC | {hidden.pk}, most=1)) == 1
        assert not engine.suggest(' "*~(', PUBLIC, most=5)

    def test_a_misspelt_word_is_put_right(self, notes: Notes, hidden: Audience) -> None:
        notes.add("Haemorrhage after birth", "A drill for the ward")
        notes.add("Haemorage of nobody", audience=hidden)
        ask = get_engine().did_you_mean
        assert ask(wanted("hemorrage drill")) == "haemorrhage drill"
        assert ask(wanted("haemorrhage drill")) == ""
        assert ask(wanted("xyzzyplugh")) == ""

    def test_a_hidden_word_makes_no_difference(self, notes: Notes, hidden: Audience) -> None:
        notes.add("Magnesium for the brain")
        ask = get_engine().did_you_mean
        before = [ask(wanted(word)) for word in ("magnesum", "magnesiun", "zanzibra")]
        assert before == ["magnesium", "magnesium", ""]
        # As typed, likelier than what is seen, and alone.
        for title in ("Magnesum", "Magnesiun", "Magnesiums magnesum", "Zanzibar"):
            notes.add(title, audience=hidden)
        assert [ask(wanted(word)) for word in ("magnesum", "magnesiun", "zanzibra")] == before
        assert ask(wanted("zanzibra", audiences=PUBLIC | {hidden.pk})) == "zanzibar"

    def test_what_is_alike(self, notes: Notes, hidden: Audience) -> None:
        own = notes.add("Warm bundle", "Thermal care for preterm babies in theatre")
        near = notes.add("Hats in theatre", "Preterm babies lose heat; thermal care begins before birth")
        notes.add("Thermal care of preterm babies", audience=hidden)
        notes.add("Rotas", "Who is on call at night")
        engine = get_engine()
        assert engine.like(entry_of(own), PUBLIC, kinds=["note"], most=5) == [entry_of(near).pk]
        assert engine.like(entry_of(own), PUBLIC, kinds=["guide"], most=5) == []
        assert len(engine.like(entry_of(own), PUBLIC | {hidden.pk}, kinds=["note"], most=5)) == 2


class TestSaved:
    """Searches in the percolator."""

    def test_new_entries_are_matched_with_what_is_kept(self, notes: Notes, hidden: Audience) -> None:
        open_note = entry_of(notes.add("Quokka care", "for small babies"))
        closed_note = entry_of(notes.add("Quokka care in secret", audience=hidden))
        saved = {
            1: wanted("quokka"),
            2: wanted("quokka", audiences=PUBLIC | {hidden.pk}),
            3: wanted("quokka -babies", audiences=PUBLIC | {hidden.pk}),
            4: wanted("wombat"),
            5: wanted("", kind="note"),
            6: wanted("quokka", kind="guide"),
        }
        ids = [open_note.pk, closed_note.pk]
        assert get_engine().matching(saved, ids) == {
            1: [open_note.pk],
            2: ids,
            3: [closed_note.pk],
            5: [open_note.pk],
        }
        assert get_engine().matching(saved, [open_note.pk])[2] == [open_note.pk]
        assert get_engine().matching({}, ids) == {}

    def test_what_changed_counts_at_once_and_what_nobody_keeps_goes(self, notes: Notes) -> None:
        entry = entry_of(notes.add("Postpartum haemorrhage"))
        asked = wanted("pph")
        assert get_engine().matching({1: asked, 2: wanted("quokka")}, [entry.pk]) == {}
        assert patient().count(index=names.saved_index())["count"] == 2
        term = replace(asked.query.terms[0], also=(("postpartum", "haemorrhage"),))
        asked = replace(asked, query=replace(asked.query, terms=(term,)))
        assert get_engine().matching({1: asked}, [entry.pk]) == {1: [entry.pk]}
        assert patient().count(index=names.saved_index())["count"] == 1

    def test_no_name_and_no_audience_is_kept_there(self, notes: Notes) -> None:
        notes.add("Quokka")
        settle(patient(), {"key": {"match_all": {}}})
        [hit] = patient().search(index=names.saved_index())["hits"]["hits"]
        assert hit["_source"] == {"key": "key", "query": {"match_all": {}}}


class TestOlderIndex:
    """An index that an older version of the hub made: words are found, the rest is the database's."""

    @pytest.fixture
    def older(self, notes: Notes) -> None:
        """Such an index in use."""
        name = f"{names.prefix()}-20260101000000000000"
        text: dict[str, Any] = {"type": "text", "fields": {"plain": {"type": "text"}}}
        fields: dict[str, Any] = {key: {"type": "keyword"} for key in ("kind", "audience", "facets")}
        fields |= dict.fromkeys(("title", "summary", "body"), text)
        fields |= {"published": {"type": "date"}}
        patient().indices.create(index=name, mappings={"properties": fields})
        names.read_from(patient(), name)

    @pytest.mark.usefixtures("older")
    def test_it_goes_on_and_readyz_asks_for_a_rebuild(self, notes: Notes) -> None:
        row = notes.row()
        row.save()
        notes.say(row, "Quokka care", author="carys-bowen")
        notes.index(row)
        engine = get_engine()
        assert isinstance(engine, ClusterEngine)
        assert "run rebuild_search" in engine.check()
        answer = engine.search(wanted("quokka"), most=5)
        assert (answer.total, answer.instead) == (1, False)
        assert engine.search(wanted("quokka", author="carys-bowen"), most=5).total == 1
        list(rebuild())
        send_waiting(refresh=True)
        assert engine.check() == "ok"
        answer = engine.search(wanted("quokka", author="carys-bowen"), most=5)
        assert (answer.total, answer.instead) == (1, False)
