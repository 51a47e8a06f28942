"""The checked field and the form that asks in case of doubt."""

from __future__ import annotations

import pytest
from django import forms

from accounts.models import Profile
from moderation.fields import CheckedField, IdentifierCheckedForm

NHS_NUMBER = "943 476 5919"
DOUBTFUL = "The courier went to SW1A 1AA."


class Note(IdentifierCheckedForm):
    title = CheckedField(max_length=50)
    body = CheckedField(lines=True, required=False)


class Strict(forms.Form):
    body = CheckedField(lines=True, doubtful="refuse")


class About(IdentifierCheckedForm, forms.ModelForm):
    about = CheckedField(lines=True)

    class Meta:
        model = Profile
        fields = ("about",)


def test_a_clean_text_passes_and_nothing_is_asked() -> None:
    form = Note({"title": "At night", "body": "We score at ten."})
    assert form.is_valid()
    assert (form.doubtful, form.held_kinds) == ({}, ())
    assert form.cleaned_data == {"title": "At night", "body": "We score at ten."}
    assert [field.name for field in form] == ["title", "body"]


def test_an_empty_form_does_not_ask_for_a_declaration() -> None:
    assert [field.name for field in Note()] == ["title", "body"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"NHS number {NHS_NUMBER}", f"an NHS number: “{NHS_NUMBER}”"),
        ("Her date of birth is 3 March 1991.", "a date of birth"),
        ("MRN 4471234", "a hospital number"),
    ],
)
def test_what_surely_identifies_is_refused_with_its_words(text: str, words: str) -> None:
    form = Note({"title": "T", "body": text, "declaration": "on"})
    assert not form.is_valid()
    message = str(form.errors["body"][0])
    assert f"We found what looks like {words}" in message
    assert message.endswith("Nothing was saved.")
    assert form["body"].value() == text
    assert "body" not in form.cleaned_data


def test_a_title_is_checked_as_well() -> None:
    form = Note({"title": f"NHS number {NHS_NUMBER}"})
    assert not form.is_valid()
    assert list(form.errors) == ["title"]


def test_what_is_doubtful_is_asked_about_once() -> None:
    form = Note({"title": "T", "body": DOUBTFUL})
    assert not form.is_valid()
    assert "“SW1A 1AA”" in form.errors["body"][0]
    assert "Nothing was saved yet" in form.errors["body"][0]
    assert [field.name for field in form] == ["title", "body", "declaration"]


def test_declared_it_is_kept_for_a_moderator() -> None:
    form = Note({"title": "T", "body": DOUBTFUL, "declaration": "on"})
    assert form.is_valid()
    assert form.held_kinds == ("postcode",)
    assert list(form.doubtful) == ["body"]
    assert form.cleaned_data["body"] == DOUBTFUL


def test_taken_out_there_is_nothing_to_declare() -> None:
    form = Note({"title": "T", "body": "The courier went.", "declaration": "on"})
    assert form.is_valid()
    assert form.held_kinds == ()
    assert "declaration" not in form.fields


def test_a_declaration_does_not_help_what_is_certain_in_another_field() -> None:
    form = Note({"title": f"NHS {NHS_NUMBER}", "body": DOUBTFUL, "declaration": "on"})
    assert not form.is_valid()
    assert list(form.errors) == ["title"]


def test_where_no_moderator_looks_the_doubtful_is_refused() -> None:
    form = Strict({"body": DOUBTFUL})
    assert not form.is_valid()
    assert "“SW1A 1AA”" in form.errors["body"][0]
    assert Strict({"body": "Clean"}).is_valid()


def test_it_is_a_base_of_a_model_s_form_too() -> None:
    assert About({"about": "I work at night."}).is_valid()
    assert About({"about": DOUBTFUL, "declaration": "on"}).held_kinds == ()
    form = About({"about": DOUBTFUL, "declaration": "on"})
    assert form.is_valid()
    assert form.held_kinds == ("postcode",)
    assert not About({"about": f"NHS {NHS_NUMBER}"}).is_valid()


def test_findings_do_not_pass_from_one_form_to_the_next() -> None:
    first = Note({"title": "T", "body": DOUBTFUL, "declaration": "on"})
    assert first.is_valid()
    second = Note({"title": "T", "body": "Clean"})
    assert second.is_valid()
    assert (first.held_kinds, second.held_kinds) == (("postcode",), ())


@pytest.mark.parametrize("bad", ["\x00", "a\ud800b", "\udfff"])
def test_characters_that_cannot_be_kept_are_an_error(bad: str) -> None:
    form = Note({"title": "T", "body": f"before{bad}after"})
    assert not form.is_valid()
    assert "cannot be kept" in form.errors["body"][0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("soft\x0bbreak\x0cpage", "soft\nbreak\npage"),
        ("line\u2028and\u2029paragraph\x85", "line\nand\nparagraph"),
        ("a\x07b\x1bc\x7fd\x9fe", "abcde"),
        ("tab\tstays", "tab\tstays"),
        ("Ümläut, 日本, 👶🏽", "Ümläut, 日本, 👶🏽"),
    ],
)
def test_characters_that_say_nothing_are_dropped(typed: str, kept: str) -> None:
    form = Note({"title": "T", "body": typed})
    assert form.is_valid()
    assert form.cleaned_data["body"] == kept


def test_a_field_of_one_line_is_one_line() -> None:
    form = Note({"title": "  one\n two\x0bthree "})
    assert form.is_valid()
    assert form.cleaned_data["title"] == "one two three"


def test_a_number_cannot_be_hidden_by_control_characters() -> None:
    assert not Note({"title": "T", "body": "NHS number 943\x07 476\x1b 5919"}).is_valid()
    assert not Note({"title": "NHS number 943\n476\n5919"}).is_valid()
