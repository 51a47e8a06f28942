"""Did you mean, asked of each engine: of the reader's own words, and of no others."""

from __future__ import annotations

import pytest

from accounts.models import PUBLIC_ID
from search.engines import Wanted, get_engine
from search.models import SynonymGroup
from search.query import parse
from search.registry import Facet
from search.synonyms import expand
from tests import factories
from tests.search.conftest import Notes
from tests.search.test_hostile import HOSTILE

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({PUBLIC_ID})


def meant(typed: str, audiences: frozenset[int] = PUBLIC, **more: object) -> str:
    wanted = Wanted(expand(parse(typed)), audiences, **more)  # type: ignore[arg-type]
    return get_engine().did_you_mean(wanted)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("magnesum", "magnesium"),
        ("magnesium trasnfer", "magnesium transfer"),
        ("magensium tranfser", "magnesium transfer"),
        ("oxytocn", "oxytocin"),
        ("tocolisys", "tocolysis"),
    ],
)
def test_misspelt_words_are_put_right(notes: Notes, typed: str, words: str) -> None:
    notes.add("Magnesium before transfer", "and oxytocin after tocolysis")

    assert meant(typed) == words


@pytest.mark.parametrize(
    "typed",
    [
        "magnesium",
        "magnesiums",
        "magnesiu",
        "zzyzzx",
        "mag",
        "magnesium wombat",
        "",
        "1234",
        '"',
        "-magnesum",
    ],
)
def test_nothing_is_said_where_there_is_nothing_better(notes: Notes, typed: str) -> None:
    notes.add("Magnesium")

    assert meant(typed) == ""


def test_only_what_finds_something_is_said(notes: Notes) -> None:
    """Each word is there, but nothing has both."""
    notes.add("Magnesium")
    notes.add("Oxytocin")

    assert meant("magnesum oxytocin") == ""


def test_only_what_finds_something_within_the_filters_is_said(notes: Notes) -> None:
    notes.add("Magnesium", facets=(Facet("trust", "fenmere", "Fenmere"),))
    notes.add("Oxytocin")

    assert meant("oxytocn", kind="guide") == ""
    assert meant("magnesum", facets={"trust": frozenset({"orrin"})}) == ""
    assert meant("magnesum", facets={"trust": frozenset({"fenmere"})}) == "magnesium"


def test_words_of_synonyms_are_known(notes: Notes) -> None:
    SynonymGroup.objects.create(words="wombat warmth, dingo draught")
    notes.add("Dingo draught")

    assert meant("wombat warmth") == ""


def test_a_word_of_hidden_text_is_never_offered(notes: Notes) -> None:
    members = factories.audience("members")
    notes.add("Magnesium")
    notes.add("Wallaroo", "a wallaroo", audience=members)

    assert meant("walaroo") == ""
    assert meant("wallaro magnesum") == ""
    assert meant("walaroo", PUBLIC | {members.pk}) == "wallaroo"


def test_hidden_text_changes_nothing_of_what_is_offered(notes: Notes) -> None:
    """As often as it may be there, and even as it was typed."""
    members = factories.audience("members")
    notes.add("Magnesium")
    for title in ("Magnesum", "Magnesums", "Magnesiun", "Magnesiun", "Magnesi"):
        notes.add(title, audience=members)

    assert meant("magnesum") == "magnesium"
    assert meant("magnesiun") == "magnesium"


def test_what_was_taken_away_is_not_offered(notes: Notes) -> None:
    row = notes.add("Wallaroo")
    notes.add("Magnesium")
    assert meant("walaroo") == "wallaroo"

    notes.say(row, "Wallaroo", audience_id=factories.audience("members").pk)
    notes.index(row)

    assert meant("walaroo") == ""


def test_no_input_is_an_error(notes: Notes) -> None:
    notes.add("Cold baby")

    for text in [*HOSTILE, "\ud800", "cold\udfff"]:
        assert isinstance(meant(text), str)


def test_a_word_of_a_synonym_is_spelt_right_in_the_plural_too(notes: Notes) -> None:
    SynonymGroup.objects.create(words="OASI, third degree tear")
    notes.add("Teams that meet each morning")

    assert meant("tears") == meant("tear") == ""
    assert meant("teems") == "teams"
