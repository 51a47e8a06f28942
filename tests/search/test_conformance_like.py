"""More like this, asked of each engine."""

from __future__ import annotations

import pytest

from accounts.models import PUBLIC_ID, Organisation
from search.engines import get_engine
from search.models import SearchEntry
from tests import factories
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({PUBLIC_ID})


def like(
    row: Organisation, audiences: frozenset[int] = PUBLIC, *, kind: str = "note", most: int = 5
) -> list[str]:
    entry = SearchEntry.objects.get(object_id=row.pk)
    ids = get_engine().like(entry, audiences, kinds={kind}, most=most)
    titles = dict(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [titles[pk] for pk in ids]


@pytest.fixture
def warm(notes: Notes) -> Organisation:
    """A note, one that is like it, and some that are not."""
    row = notes.add(
        "Warm babies in theatre", "A wool hat and a plastic bag kept preterm babies warm at birth"
    )
    notes.add("Hats", "Preterm babies stay warm at birth with a wool hat and a plastic bag, even in theatre")
    notes.add("Rotas", "Who is on call at night, and how a rota was agreed by the consultants")
    notes.add("Parking", "Where parents may leave their car when they visit at night")
    return row


def test_what_says_the_same_is_like_it(warm: Organisation) -> None:
    assert like(warm) == ["Hats"]


def test_the_most_alike_comes_first(notes: Notes, warm: Organisation) -> None:
    notes.add("One hat", "A wool hat is sold in the shop, with a receipt and a smile")

    assert like(warm)[0] == "Hats"
    assert like(warm, most=1) == ["Hats"]


def test_only_kinds_that_were_asked_for(warm: Organisation) -> None:
    assert like(warm, kind="guide") == []


def test_nothing_hidden_is_like_anything(notes: Notes, warm: Organisation) -> None:
    members = factories.audience("members")
    notes.add("Secret hats", "A wool hat and a plastic bag for preterm babies in theatre", audience=members)

    assert like(warm) == ["Hats"]
    assert like(warm, frozenset()) == []
    assert set(like(warm, PUBLIC | {members.pk})) == {"Hats", "Secret hats"}


def test_nothing_is_like_a_thing_without_words(notes: Notes, warm: Organisation) -> None:
    assert like(notes.add("...")) == []
