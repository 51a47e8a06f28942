"""What changed between two texts, in words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.differences import _changes, _matches, compare_words
from cases.passages import passages


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_words_that_stayed_and_went_are_the_old_text(old: str, new: str) -> None:
    spans = compare_words(old, new)
    for kind, text in (("removed", old), ("added", new)):
        kept = " ".join(span.text for span in spans if span.kind in {"same", kind} and span.text)
        assert kept.split() == text.split()


def test_a_changed_word_stands_in_its_sentence() -> None:
    (change,) = _changes(["Call the ward at night."], ["Call the team at night."], label="Step {}")
    assert change.kind == "changed"
    assert change.label == "Step 1"
    told = [(span.kind, span.text) for span in change.spans]
    assert told == [
        ("same", "Call the"), ("removed", "ward"), ("added", "team"), ("same", "at night."),
    ]  # fmt: skip


def test_lines_that_stayed_are_left_out_and_new_ones_named_by_their_place() -> None:
    before, after = (
        ["Dry", "Feed within the hour", "Call"],
        ["Dry", "Put on a hat", "Feed within the hour", "Call"],
    )
    (change,) = _changes(before, after, label="Step {}")
    assert (change.kind, change.label, change.spans[0].text) == ("added", "Step 2", "Put on a hat")


def test_texts_that_share_little_are_shown_whole() -> None:
    kinds = [
        change.kind for change in _changes(["If it is low, escalate."], ["Weigh every baby twice a day"])
    ]
    assert kinds == ["removed", "added"]


def test_the_same_text_is_matched_before_its_likes() -> None:
    assert _matches(["Offer a warm hat"], ["Offer a warm woollen hat", "Offer a warm hat"]) == {1: 0}


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>One <b>bold</b> word</p><ul><li>A</li><li>B</li></ul>", ["One bold word", "A", "B"]),
        ('<p>See <a href="https://example.org/a">this</a>.</p>', ["See this (https://example.org/a)."]),
        ("<p>One<br>two</p>loose<!-- not said -->", ["One two", "loose"]),
        ("<ul><li>Outer<ul><li>Inner</li></ul></li></ul>", ["Outer", "Inner"]),
        ("", []),
    ],
)
def test_rich_text_falls_into_passages(html: str, texts: list[str]) -> None:
    assert passages(html) == texts


def test_very_long_texts_do_not_take_long() -> None:
    old = [f"sentence {n} " + "the same words again " * 40 for n in range(400)]
    new = [f"sentence {n + 7} " + "the same words once more " * 40 for n in range(400)]
    began = time.process_time()
    _changes(old, new)
    compare_words("a b " * 50_000, "b a " * 50_000)
    assert time.process_time() - began < 5
