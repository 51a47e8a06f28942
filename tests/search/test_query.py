"""What a person types, taken apart."""

from __future__ import annotations

import pytest

from search.query import LONGEST, MOST_TERMS, ONLY_MINUS, TOO_LONG, TOO_MANY, parse

NAMES = frozenset({"type", "trust"})


def terms(text: str) -> list[tuple[str, ...]]:
    return [term.words for term in parse(text, NAMES).terms]


def excluded(text: str) -> list[tuple[str, ...]]:
    return [term.words for term in parse(text, NAMES).excluded]


def test_words_phrases_and_what_to_leave_out() -> None:
    query = parse('transfer "magnesium sulphate" -theatre -"cold baby"', NAMES)

    assert [term.words for term in query.terms] == [("transfer",), ("magnesium", "sulphate")]
    assert [term.words for term in query.excluded] == [("theatre",), ("cold", "baby")]
    assert query.words == "transfer magnesium sulphate"
    assert query.notes == ()


def test_curly_quotation_marks_are_quotation_marks() -> None:
    assert terms("“magnesium sulphate”") == [("magnesium", "sulphate")]


def test_accents_and_case_do_not_matter() -> None:
    assert terms("Hypoglycémie") == terms("hypoglycemie") == [("hypoglycemie",)]


def test_a_hyphen_inside_a_word_keeps_its_parts_together() -> None:
    assert terms("skin-to-skin 8.1") == [("skin", "to", "skin"), ("8", "1")]


def test_filters_are_taken_out_of_the_words() -> None:
    query = parse("cold trust:fenmere Type:Guide babies", NAMES)

    assert query.filters == (("trust", "fenmere"), ("type", "guide"))
    assert query.typed == "cold babies"
    assert terms("cold trust:fenmere") == [("cold",)]


def test_a_name_that_is_no_filter_belongs_to_its_word() -> None:
    query = parse("note: see https://example.org", NAMES)

    assert query.filters == ()
    assert ("https", "example", "org") in [term.words for term in query.terms]


def test_stop_words_count_only_where_there_are_no_others() -> None:
    assert terms("who starts the infusion") == [("starts",), ("infusion",)]
    assert terms("the") == [("the",)]
    assert terms('"to be born"') == [("to", "be", "born")]


@pytest.mark.parametrize(
    ("typed", "is_open"),
    [
        ("magnes", True),
        ("cold magnes", True),
        ("magnes ", False),
        ('"magnes"', False),
        ("ma", False),
        ("magnes -cold", False),
        ("skin-to-ski", True),
    ],
)
def test_the_last_word_is_open_while_nothing_ends_it(typed: str, is_open: bool) -> None:
    assert parse(typed, NAMES).open is is_open
    assert not any(term.open for term in parse(typed, NAMES).excluded)


def test_an_unbalanced_quotation_mark_is_left_out() -> None:
    assert terms('"magnesium sulphate') == [("magnesium",), ("sulphate",)]
    assert terms('sulphate"') == [("sulphate",)]


@pytest.mark.parametrize(
    "typed", ["", " ", '"', '""', "-", "--", "!!!", "🙂", "\x00", "\ud800", "-🙂", "' OR"[:1]]
)
def test_what_has_no_word_asks_for_nothing(typed: str) -> None:
    assert parse(typed, NAMES).terms == ()


def test_only_minus_is_explained() -> None:
    query = parse("-cold", NAMES)

    assert query.terms == query.excluded == ()
    assert query.notes == (ONLY_MINUS,)


def test_a_very_long_search_is_cut_and_says_so() -> None:
    query = parse("cold " * 2_000, NAMES)

    assert len(query.typed) <= LONGEST
    assert len(query.terms) == MOST_TERMS
    assert query.notes == (TOO_LONG, TOO_MANY)
