"""Other ways to say a thing, put beside what was typed."""

from __future__ import annotations

import pytest
from django.core.management.sql import emit_post_migrate_signal

from search.ground import GROUPS, lay_ground
from search.models import SynonymGroup
from search.query import Term, parse
from search.synonyms import expand

pytestmark = pytest.mark.django_db


@pytest.fixture
def pph(db: None) -> SynonymGroup:
    SynonymGroup.objects.all().delete()
    return SynonymGroup.objects.create(words="PPH, postpartum haemorrhage, postpartum hemorrhage")


def expanded(text: str) -> tuple[Term, ...]:
    return expand(parse(text)).terms


def test_an_abbreviation_gets_its_other_ways(pph: SynonymGroup) -> None:
    [term] = expanded("PPH ")

    assert (term.words, term.loose) == (("pph",), False)
    assert term.also == (("postpartum", "haemorrhage"), ("postpartum", "hemorrhage"))


def test_words_side_by_side_become_one_term(pph: SynonymGroup) -> None:
    drill, term, after = expanded("drill Postpartum Haemorrhage bundle")

    assert drill.also == after.also == ()
    assert term == Term(
        "Postpartum Haemorrhage",
        ("postpartum", "haemorrhage"),
        loose=True,
        also=(("pph",), ("postpartum", "hemorrhage")),
    )


def test_small_words_and_plurals_do_not_matter(pph: SynonymGroup) -> None:
    SynonymGroup.objects.create(words="kangaroo care, skin to skin")

    for typed in ("skin to skin ", "skin-to-skin ", "skin skin "):
        assert ("kangaroo", "care") in expanded(typed)[0].also, typed
    assert ("pph",) in expanded("postpartum haemorrhages ")[0].also


def test_a_phrase_in_quotes_and_what_is_left_out_mean_themselves(pph: SynonymGroup) -> None:
    query = expand(parse('"postpartum haemorrhage" "PPH" -PPH'))

    assert [term.also for term in (*query.terms, *query.excluded)] == [(), (), ()]


def test_a_way_in_two_groups_has_the_ways_of_both(pph: SynonymGroup) -> None:
    SynonymGroup.objects.create(words="PPH, primary pulmonary hypertension")

    [term] = expanded("pph")
    assert len(term.also) == 3


def test_an_open_last_word_stays_open(pph: SynonymGroup) -> None:
    assert expanded("postpartum haemorrhage")[0].open
    assert not expanded("postpartum haemorrhage ")[0].open


def test_a_change_counts_at_once(pph: SynonymGroup) -> None:
    assert expanded("pph ")[0].also
    pph.words = "OASI, third degree tear"
    pph.save()
    assert not expanded("pph ")[0].also
    pph.delete()
    assert not expanded("oasi ")[0].also


def test_the_first_groups_are_laid_once_and_are_the_editors_from_then_on() -> None:
    assert SynonymGroup.objects.count() == len(GROUPS) >= 50

    changed = SynonymGroup.objects.first()
    assert changed is not None
    SynonymGroup.objects.exclude(pk=changed.pk).delete()
    changed.words = "one, two"
    changed.save()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    lay_ground()

    assert [group.words for group in SynonymGroup.objects.all()] == ["one, two"]


def test_every_first_group_is_in_order() -> None:
    for group in SynonymGroup.objects.all():
        group.full_clean()
        assert all(len(way) <= 8 for way in group.ways), group
