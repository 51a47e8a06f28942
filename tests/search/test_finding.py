"""What is found, in which order, and how it is counted. Runs on the database of the run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from search.asking import MOST_PAGES, PAGE_SIZE, Asked
from search.finding import Results, find
from search.registry import Facet
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db

FENMERE = Facet("trust", "fenmere", "Fenmere Hospitals")
ORRIN = Facet("trust", "orrin", "Orrin Valley Women's")
WORKED = Facet("outcome", "worked", "Worked")
MIXED = Facet("outcome", "mixed", "Mixed")


def search(q: str, **more: Any) -> Results:
    params = QueryDict(mutable=True)
    params["q"] = q
    for name, value in more.items():
        params.setlist(name, value if isinstance(value, list) else [str(value)])
    return find(Asked.read(params), AnonymousUser())


def titles(results: Results) -> list[str]:
    return [re.sub(r"</?mark>", "", row["title"]) for row in results.rows]


def counts(results: Results, name: str) -> dict[str, int]:
    return {row.value: row.count for row in results.found.facets if row.name == name}


def test_a_word_of_the_body_finds(notes: Notes) -> None:
    notes.add("Warm care", "A hat for every newborn")
    notes.add("Something else", "Nothing of the sort")

    assert titles(search("newborn")) == ["Warm care"]


def test_all_words_must_be_there(notes: Notes) -> None:
    notes.add("Both", "magnesium before transfer")
    notes.add("One", "magnesium")

    assert titles(search("magnesium transfer")) == ["Both"]


@pytest.mark.parametrize("typed", ["transfer", "transfers", "transferred", "transferring", "TRANSFER "])
def test_endings_and_case_do_not_matter(notes: Notes, typed: str) -> None:
    notes.add("Note", "She was transferred at night")

    assert titles(search(typed)) == ["Note"]


def test_accents_do_not_matter(notes: Notes) -> None:
    notes.add("Café", "Hypoglycémie néonatale")

    assert titles(search("hypoglycemie")) == ["Café"]
    assert titles(search("CAFÉ ")) == ["Café"]
    assert search("hypoglycemie").rows[0]["text"] == "<mark>Hypoglycémie</mark> néonatale"


def test_title_stands_above_summary_above_body(notes: Notes) -> None:
    notes.add("Third", "oxytocin " * 3 + "and other words of a text about births")
    notes.add("Second", "other words", summary="Oxytocin in the third stage")
    notes.add("Oxytocin", "other words")

    assert titles(search("oxytocin")) == ["Oxytocin", "Second", "Third"]


def test_the_newer_comes_first_among_equals(notes: Notes) -> None:
    notes.add("Same", "triage", days_ago=9)
    newest = notes.add("Same", "triage", days_ago=1)
    notes.add("Same", "triage", days_ago=5)

    found = search("triage")
    assert found.rows[0]["url"] == f"/notes/{newest.pk}/"


def test_newest_first_when_asked(notes: Notes) -> None:
    notes.add("Triage", "triage triage", days_ago=9)
    notes.add("New", "a word about triage", days_ago=1)

    assert titles(search("triage")) == ["Triage", "New"]
    assert titles(search("triage", sort="newest")) == ["New", "Triage"]


def test_a_phrase_stands_together(notes: Notes) -> None:
    notes.add("Together", "magnesium sulphate was given")
    notes.add("Apart", "sulphate of magnesium")

    assert titles(search('"magnesium sulphate"')) == ["Together"]
    assert search("sulphate magnesium ").found.total == 2


def test_a_phrase_is_exact_about_small_words(notes: Notes) -> None:
    notes.add("To skin", "skin to skin contact")
    notes.add("On skin", "skin on skin contact")

    assert titles(search('"skin to skin"')) == ["To skin"]
    assert titles(search("skin-to-skin")) == ["To skin"]


def test_a_minus_leaves_out(notes: Notes) -> None:
    notes.add("Ward", "temperature on the ward")
    notes.add("Theatre", "temperature in theatre")

    assert titles(search("temperature -theatre")) == ["Ward"]
    assert titles(search('temperature -"in theatre"')) == ["Ward"]


def test_a_beginning_finds_where_whole_words_find_few(notes: Notes) -> None:
    notes.add("Note", "magnesium")

    assert titles(search("magnes")) == ["Note"]
    assert "<mark>magnesium</mark>" in search("magnes").rows[0]["text"]
    assert search("magnes ").found.total == 0


def test_whole_words_that_find_enough_are_not_beginnings(notes: Notes) -> None:
    notes.add_many(6, "Cold baby")
    notes.add("Coldchester", "a town")

    assert search("cold").found.total == 6


def test_a_number_is_found(notes: Notes) -> None:
    notes.add("Rates", "It fell to 8.1% in wave 2, HbA1c 48")

    assert search("8.1").found.total == search("hba1c").found.total == 1
    assert search("8.2").found.total == 0


def test_a_filter_narrows_and_the_others_still_count(notes: Notes) -> None:
    notes.add("A triage", facets=(FENMERE, WORKED))
    notes.add("B triage", facets=(FENMERE, MIXED))
    notes.add("C triage", facets=(ORRIN, MIXED))

    found = search("triage", trust="fenmere")
    assert sorted(titles(found)) == ["A triage", "B triage"]
    assert found.found.total == 2
    # A facet's own choice is left out of its counts, so that a second trust can be added.
    assert counts(found, "trust") == {"fenmere": 2, "orrin": 1}
    assert counts(found, "outcome") == {"worked": 1, "mixed": 1}


def test_values_of_one_facet_are_either_and_facets_are_both(notes: Notes) -> None:
    notes.add("A triage", facets=(FENMERE, WORKED))
    notes.add("B triage", facets=(FENMERE, MIXED))
    notes.add("C triage", facets=(ORRIN, MIXED))

    assert search("triage", trust=["fenmere", "orrin"]).found.total == 3
    assert titles(search("triage", trust=["fenmere", "orrin"], outcome="worked")) == ["A triage"]
    assert search("triage", trust="nowhere").found.total == 0


def test_a_filter_among_the_words(notes: Notes) -> None:
    notes.add("A triage", facets=(FENMERE,))
    notes.add("B triage", facets=(ORRIN,))

    assert titles(search("triage trust:orrin")) == ["B triage"]
    assert titles(search("trust:fenmere")) == ["A triage"]
    assert search("triage type:notes").found.total == 2
    assert search("triage type:guide").found.total == 0


def test_tabs_count_every_kind_whichever_is_open(notes: Notes) -> None:
    notes.add("Triage")

    assert search("triage", type="note").found.kinds == {"note": 1}
    assert search("triage", type="guide").found.kinds == {"note": 1}
    assert search("triage", type="guide").found.total == 0


def test_without_words_a_filter_lists_the_newest(notes: Notes) -> None:
    notes.add("Old", facets=(FENMERE,), days_ago=3)
    notes.add("New", facets=(FENMERE,), days_ago=1)
    notes.add("Other", facets=(ORRIN,))

    assert titles(search("", trust="fenmere")) == ["New", "Old"]


def test_pages_hold_everything_once(notes: Notes) -> None:
    notes.add_many(PAGE_SIZE * 2 + 3, "Triage")

    pages = [search("triage", page=number) for number in (1, 2, 3)]
    shown = [row["url"] for page in pages for row in page.rows]
    assert pages[0].found.total == PAGE_SIZE * 2 + 3 == len(shown) == len(set(shown))
    assert pages[0].pages == 3
    assert search("triage", page=99).page == 3
    assert [search("triage", page=odd).page for odd in ("0", "-1", "two", "²", "")] == [1] * 5


def test_a_wide_search_is_counted_right_and_paged_so_far(notes: Notes) -> None:
    """More matches than are ranked one by one: those with the word in the title come first."""
    notes.add_many(2_100, "Note", "breech birth")
    notes.add("Breech", "the title says it", days_ago=5_000)

    found = search("breech")
    assert found.found.total == 2_101
    assert titles(found)[0] == "Breech"
    assert found.pages == MOST_PAGES
    last = search("breech", page=MOST_PAGES + 5)
    assert last.page == MOST_PAGES
    assert len(last.rows) == PAGE_SIZE


def test_the_snippet_is_of_the_field_that_matched(notes: Notes) -> None:
    filler = "other words of a long text " * 40
    notes.add("Long", f"{filler} tocolysis was started {filler}", summary="A summary without it")
    notes.add("Short", "nothing", summary="About tocolysis")
    notes.add("Tocolysis", "nothing here", summary="Nor here")

    texts = dict(
        zip(titles(search("tocolysis")), [row["text"] for row in search("tocolysis").rows], strict=True)
    )
    assert "<mark>tocolysis</mark> was started" in texts["Long"]
    assert texts["Long"].startswith("…")
    assert texts["Long"].endswith("…")
    assert len(texts["Long"]) < 400
    assert texts["Short"] == "About <mark>tocolysis</mark>"
    assert texts["Tocolysis"] == "Nor here"
    assert search("tocolysis").rows[0]["title"] == "<mark>Tocolysis</mark>"


def test_a_hit_deep_in_a_long_text_is_found_and_shown(notes: Notes) -> None:
    notes.add("Long", "word " * 5_000 + "placenta accreta" + " word" * 5_000)

    assert "<mark>accreta</mark>" in search("accreta ").rows[0]["text"]


def test_markup_in_texts_is_shown_and_not_obeyed(notes: Notes) -> None:
    notes.add(
        "<script>alert('triage')</script> & <b>triage</b>",
        'before <img src=x onerror="alert(1)"> triage </mark><script>x</script>',
        summary="\x02triage\x03 <i>triage</i>",
    )

    row = search("triage").rows[0]
    for text in (row["title"], row["text"]):
        bare = text.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert "\x02" not in bare
        assert text.count("<mark>") == text.count("</mark>") > 0
    assert "&lt;script&gt;" in row["title"]
    assert "&amp;" in row["title"]
