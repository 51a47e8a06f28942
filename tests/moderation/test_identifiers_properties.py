"""What holds for every text: found in any dress, never by a wrong digit, offsets true, time linear."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moderation.identifiers import check, is_nhs_number
from moderation.identifiers.normalise import normalise

# The machine may be busy: time has its own tests below.
UNTIMED = settings(deadline=None)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
SEPARATORS = (
    *(" ", "  ", "\t", "\n", "\r\n", "\x00", "\u00a0", "\u2002", "\u2009", "\u202f", "\u3000", "\u1680"),
    *("-", " - ", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\ufe63", "\uff0d", "\u00ad"),
    *(
        ".",
        "\u00b7",
        "\u2022",
        "\u2024",
        "\uff0e",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "_",
        "/",
    ),
)
NEGATIVE = ("ISBN", "tel", "Telephone:", "phone", "fax", "ref", "Reference", "grant", "bleep", "+44")
ZEROS = [chr(point) for point in range(0x20000) if unicodedata.decimal(chr(point), None) == 0]


def completed(nine: str) -> str | None:
    """The tenth digit makes the sum weighted 10 to 1 a multiple of 11; no digit does so for one in eleven."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    tenth = -total % 11
    return None if tenth == 10 else nine + str(tenth)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Valid numbers of every range."""
    if draw(st.booleans()):
        lead = draw(st.sampled_from(["4", "6", "7", "9", *(str(number) for number in range(32, 40))]))
    else:
        lead = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31))).strftime("%d%m%y")
    nine = lead + draw(st.from_regex(rf"[0-9]{{{9 - len(lead)}}}", fullmatch=True))
    number = completed(nine) or completed(nine[:8] + str((int(nine[8]) + 1) % 10))
    assert number is not None
    assume(len(set(number)) > 1)
    return number


@UNTIMED
@given(numbers(), st.sampled_from(SEPARATORS), st.sampled_from(SEPARATORS))
def test_every_valid_number_in_its_form_is_refused(number: str, first: str, second: str) -> None:
    answer = check(f"Seen today {number[:3]}{first}{number[3:6]}{second}{number[6:]} and well")
    assert (answer.verdict, answer.kinds) == ("refuse", ("nhs-number",))


@UNTIMED
@given(numbers(), st.sampled_from(ZEROS))
def test_every_valid_number_in_any_figures_is_refused_beside_nhs(number: str, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in number)
    answer = check(f"NHS number: {written}")
    assert (answer.verdict, [one.text for one in answer.findings]) == ("refuse", [written])


@UNTIMED
@given(numbers())
def test_every_valid_number_that_stands_bare_is_held(number: str) -> None:
    assert check(f"Seen {number} today").verdict == "hold"


@UNTIMED
@given(numbers(), st.sampled_from(NEGATIVE), st.booleans())
def test_a_word_for_another_number_lowers_and_never_silences(number: str, word: str, shown: bool) -> None:
    written = f"{number[:3]} {number[3:6]} {number[6:]}" if shown else number
    assert check(f"{word} {written} patient").verdict == "hold"


@UNTIMED
@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.sampled_from([*SEPARATORS, ""]))
def test_a_wrong_check_digit_is_never_an_nhs_number(figures: str, separator: str) -> None:
    tenth = figures[9] if figures != completed(figures[:9]) else str((int(figures[9]) + 1) % 10)
    number = figures[:9] + tenth
    assert not is_nhs_number(number)
    written = f"NHS number {number[:3]}{separator}{number[3:6]}{separator}{number[6:]}"
    assert "nhs-number" not in check(written).kinds


@UNTIMED
@given(numbers(), st.from_regex(r"[0-9]{1,9}", fullmatch=True), st.booleans())
def test_a_longer_run_of_figures_holds_no_number(number: str, more: str, before: bool) -> None:
    run = more + number if before else number + more
    assert "nhs-number" not in check(f"NHS patient {run}").kinds


@UNTIMED
@given(ANY_TEXT)
def test_any_text_has_a_verdict_whose_findings_are_its_own_words(text: str) -> None:
    for one in check(text).findings:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text


@UNTIMED
@given(ANY_TEXT)
def test_normalising_keeps_the_way_back(text: str) -> None:
    normal = normalise(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert spans == sorted(spans)
    for character, (start, end) in zip(normal.text, spans, strict=True):
        assert end == start + 1
        assert not character.isascii() or not text[start].isascii() or character == text[start]


@UNTIMED
@given(ANY_TEXT, numbers(), ANY_TEXT)
def test_a_number_in_any_company_is_found_where_it_stands(before: str, number: str, after: str) -> None:
    shown = f"{number[:3]} {number[3:6]} {number[6:]}"
    text = f"{before}\nx NHS number {shown} x\n{after}"
    place = text.index(shown, len(before))
    assert (place, place + len(shown)) in {(one.start, one.end) for one in check(text).findings}


@pytest.mark.parametrize(
    "piece",
    [
        *("9", " ", "a", "\n", "é", "\u200b", "1 ", "1-", "9434765919 ", "943 476 5919 ", "943,476,5919,"),
        *("NHS ", "NHS no ", "dob ", "dob 3/2/90 ", "born 3 March 2026 ", "hospital number ", "MRN 123456 "),
        *(
            "SW1A 1AA ",
            "baby ",
            "Baby Smith ",
            "27 weeks 3 March 2026 a baby, Hospital ",
            "isbn ",
            "27+",
            "n.",
        ),
    ],
)
def test_the_time_is_linear(piece: str) -> None:
    size = 200_000
    text = (piece * (size // len(piece) + 1))[:size]
    began = time.monotonic()
    check(text)
    # About a second here; a rule that grew with the square of the length would take hours.
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("piece", ["9", " ", "a"])
def test_a_megabyte_is_checked_in_seconds(piece: str) -> None:
    began = time.monotonic()
    assert check(piece * 1_000_000).verdict == "pass"
    assert time.monotonic() - began < 10
