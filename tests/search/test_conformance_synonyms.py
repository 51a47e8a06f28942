"""Synonyms, asked of each engine."""

from __future__ import annotations

import pytest

from search.models import SynonymGroup
from tests.search.conftest import Notes
from tests.search.test_finding import search, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def pph(db: None) -> SynonymGroup:
    SynonymGroup.objects.all().delete()
    return SynonymGroup.objects.create(words="PPH, postpartum haemorrhage, postpartum hemorrhage")


def test_each_way_finds_what_says_it_in_another(notes: Notes, pph: SynonymGroup) -> None:
    notes.add("Short", "a PPH at night")
    notes.add("British", "a postpartum haemorrhage at night")
    notes.add("American", "postpartum hemorrhages at night")
    notes.add("Apart", "haemorrhage in the postpartum ward at night")
    notes.add("Other", "another haemorrhage at night")

    assert sorted(titles(search("pph"))) == ["American", "British", "Short"]
    assert sorted(titles(search("postpartum haemorrhage"))) == ["American", "Apart", "British", "Short"]
    assert titles(search('"PPH"')) == ["Short"]
    assert sorted(titles(search("night -PPH"))) == ["American", "Apart", "British", "Other"]


def test_synonyms_are_marked(notes: Notes, pph: SynonymGroup) -> None:
    notes.add("A PPH drill", "what is done after a postpartum haemorrhage")

    [row] = search("postpartum hemorrhage ").rows
    assert row["title"] == "A <mark>PPH</mark> drill"
    assert "<mark>" in row["text"]
    assert "haemorrhage</mark>" in row["text"]
