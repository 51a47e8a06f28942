"""How near two words are, and the table of words that spelling is made from."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PUBLIC_ID, Organisation
from search.engines import Wanted, get_engine
from search.models import SearchWord, SearchWordCount, SearchWordKey
from search.query import parse
from search.rebuild import rebuild
from search.spelling import distance, keys_of, most_edits
from search.words import MOST_OF_ONE
from tests import factories
from tests.search.conftest import Notes

ON_THE_DATABASE = pytest.mark.parametrize("engine", ["database"], indirect=True)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("sepsis", "sepsis", 0),
        ("sepsis", "sepis", 1),
        ("sepsis", "sespis", 1),
        ("heamorrhage", "haemorrhage", 1),
        ("hemorrage", "haemorrhage", 2),
        ("hypogycemia", "hypoglycaemia", 2),
        ("cesarian", "caesarean", 2),
        ("ca", "abc", 3),
        ("labour", "theatre", 3),
    ],
)
def test_distance_counts_letters_and_swaps(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == apart


def test_words_within_reach_share_a_key() -> None:
    """Every word made from another by one change, and some made by two, is met by its keys."""
    word = "magnesium"
    letters = "am"
    once = {
        made
        for place, letter in product(range(len(word)), letters)
        for made in (
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        )
    }
    twice = {made[:place] + made[place + 1 :] for made in once for place in range(len(made))}
    for made in once | twice:
        if distance(made, word, 2) <= most_edits(made):
            assert keys_of(made) & keys_of(word), made


def test_short_words_have_no_keys() -> None:
    assert keys_of("pph") == {"pph"}
    assert most_edits("pph") == 0
    assert len(keys_of("hypoglycaemia")) == 29


def counts(word: str) -> dict[int, int]:
    return dict(SearchWordCount.objects.filter(word__word=word).values_list("audience_id", "entries"))


@pytest.mark.django_db
@ON_THE_DATABASE
def test_words_are_counted_by_audience_and_follow_their_entries(notes: Notes) -> None:
    members = factories.audience("members")
    first = notes.add("Quokka, quokka", "a quokka of 1990s b12")
    notes.add("Quokka", "and wombat", audience=members)
    assert counts("quokka") == {PUBLIC_ID: 1, members.pk: 1}
    assert not SearchWord.objects.filter(word__in=["1990s", "b12", "a", "of"]).exists()

    notes.index(first)
    assert counts("quokka") == {PUBLIC_ID: 1, members.pk: 1}

    notes.say(first, "Wombat", audience_id=members.pk)
    notes.index(first)
    assert counts("quokka") == {members.pk: 1}
    assert counts("wombat") == {members.pk: 2}


@pytest.mark.django_db
@ON_THE_DATABASE
def test_a_word_that_stands_nowhere_any_more_is_forgotten(notes: Notes) -> None:
    row = notes.add("Quokka")
    notes.add("Wombat")
    assert SearchWordKey.objects.filter(word__word="quokka").exists()

    Organisation.objects.filter(pk=row.pk).delete()
    notes.index(row)

    assert [word.word for word in SearchWord.objects.all()] == ["wombat"]
    assert not SearchWordKey.objects.filter(key="quokka").exists()


@pytest.mark.django_db
@ON_THE_DATABASE
def test_a_rebuild_counts_anew(notes: Notes) -> None:
    notes.add("Quokka")
    notes.add("Quokka and wombat")
    SearchWordCount.objects.filter(word__word="quokka").update(entries=40)
    SearchWord.objects.filter(word="wombat").delete()
    stray = SearchWord.objects.create(word="dingo")
    SearchWordCount.objects.create(word=stray, audience_id=PUBLIC_ID)

    list(rebuild())

    assert (counts("quokka"), counts("wombat"), counts("dingo")) == ({PUBLIC_ID: 2}, {PUBLIC_ID: 1}, {})
    assert SearchWordKey.objects.filter(word__word="wombat").exists()


@pytest.mark.django_db
@ON_THE_DATABASE
def test_of_one_entry_only_so_many_words_are_kept(notes: Notes) -> None:
    letters = "abcdefghijklmnopqrst"
    many = [f"x{''.join(made)}" for made in product(letters, repeat=3)]
    notes.add("Quokka", " ".join(many))

    assert len(many) > MOST_OF_ONE
    assert SearchWord.objects.count() == MOST_OF_ONE


@pytest.mark.django_db
@ON_THE_DATABASE
def test_words_cost_as_many_queries_for_long_texts_as_for_short(notes: Notes) -> None:
    def queries(body: str) -> int:
        row = notes.add("Quokka")
        notes.say(row, "Quokka", body)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            notes.index(row)
        # Keys go in past the ORM, one row after the other.
        return len([each for each in captured if "searchwordkey" not in each["sql"]])

    assert queries("wombat dingo") == queries(" ".join(f"word{'abcdefghij'[n % 10] * n}" for n in range(25)))


@pytest.mark.needs("postgresql")
@pytest.mark.django_db
@ON_THE_DATABASE
def test_words_are_spelt_at_once_where_the_database_holds_the_tables_for_empty(notes: Notes) -> None:
    """Autovacuum looks at a table while it is filled, and sees none of the rows. It is what happens
    beside a long import."""
    words = ["".join(letters) for letters in product("abcdefghij", repeat=4)][:3000]
    notes.add("Magnesium", " ".join(f"wo{word}" for word in words))
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            for model in (SearchWord, SearchWordCount, SearchWordKey):
                cursor.execute(f"ANALYZE {model._meta.db_table}")
    finally:
        elsewhere.close()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5s'")

    wanted = Wanted(parse("magnesum"), frozenset({PUBLIC_ID}))
    assert get_engine().did_you_mean(wanted) == "magnesium"
