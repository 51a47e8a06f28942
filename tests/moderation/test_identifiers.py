"""What the identifier check refuses, holds and lets pass, in the words that clinicians use.

All numbers are invented: those that begin with 999 are kept for tests, 943 476 5919 is the one of the
published examples.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from moderation.identifiers import KINDS, PatternError, check, compile_pattern, is_nhs_number


def verdict(text: str) -> str:
    return check(text).verdict


@pytest.mark.parametrize(
    "number",
    [
        "9434765919",  # England, Wales, Isle of Man
        "4010232137",
        "6000000006",
        "7000000007",
        "9990000018",  # synthetic
        "3200000007",  # Northern Ireland
        "3900000018",
        "0102030006",  # Scotland: 1 February 2003
        "2902000006",  # Scotland: 29 February 2000
    ],
)
def test_a_number_of_each_range_is_one(number: str) -> None:
    assert is_nhs_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "9434765918",  # wrong check digit
        "0000000000",
        "1111111111",
        "5000000005",  # right check digit, in no range
        "8000000008",
        "2902010001",  # right check digit, no 29 February in 2001
        "3104990018",  # right check digit, no 31 April
        "943476591",
        "94347659190",
        "",
        "943476591x",
        "٩٤٣٤٧٦٥٩١٩",  # the check gives ASCII figures; this function takes no others
    ],
)
def test_other_figures_are_none(number: str) -> None:
    assert not is_nhs_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5919",
        "NHS No: 943 476 5919",
        "N.H.S. number 9434765919",
        "nhs no. 9434765919",
        "NHS9434765919",
        "nhsNumber=9434765919",
        "Patient (9434765919) was seen",
        "9434765919 is her NHS number",
        "her NHS number is\n943 476\n5919",
        "> 943 476\n> 5919",
        "[943-476-5919]",
        "**943** 476 5919",
        "943.476.5919.",
        "943 476 5919²",
        "943\u200b476\u200b5919",
        "９４３ ４７６ ５９１９",
        "NHS ٩٤٣٤٧٦٥٩١٩",
        "NHS number: 9 4 3 4 7 6 5 9 1 9",
        "NHS no: 94347 65919",
        "NHS number: 943,476,5919",
        "Day 3: 943 476 5919 2 kg",
        "Tel 01223 496000. NHS 943 476 5919",
        "943 476 5919, tel 01223 496000",
        "\ud800\x00943 476 5919",
        "NHS (943) 476-5919",
        "NHS no\n2026\t943\t476\t5919",
    ],
)
def test_an_nhs_number_that_is_certain_is_refused(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("refuse", ("nhs-number",))


@pytest.mark.parametrize(
    "text",
    [
        "9434765919",
        "9 4 3 4 7 6 5 9 1 9",
        "94347 65919",
        "ISBN 943 476 5919",
        "ISBN 9434765919 for patients",
        "tel 943 476 5919",
        "Ref: 9434765919",
        "patient ref: 943 476 5919",
        "+1 943 476 5919",
        "(943) 476-5919",
        "Zoom meeting ID: 943 476 5919",
        "https://example.org/943-476-5919",
        "https://www.england.nhs.uk/9434765919",
        "amina@nhs.net 9434765919",
        "fenmere.nhs.uk 9434765919",
        "2026\t943\t476\t5919\n",
        "978 943 476 5919",
        "bed 4/943 476 5919",
    ],
)
def test_an_nhs_number_that_is_doubtful_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("nhs-number",))


@pytest.mark.parametrize(
    "text",
    [
        "DOB 03/02/1990",
        "d.o.b. 3.2.90",
        "D/O/B: 3-Mar-26",
        "dob03021990",
        "DOB\n1990-02-03",
        "Date of birth: 3rd of February, 1990",
        "DATE OF BIRTH - MARCH 3, 2026",
        "date of birth (dd/mm/yyyy): 03 / 02 / 1990",
        "DoB was on Tuesday 3 March 2026",
        "03/02/1990 (DOB)",
        "3 March 1990 is her date of birth",
    ],
)
def test_a_date_beside_the_words_date_of_birth_is_refused(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("refuse", ("date-of-birth",))


@pytest.mark.parametrize(
    "text",
    [
        "She was born 03/03/2026",
        "born by emergency section on 3 March 2026",
        "The baby was born at 02:14 on 3 March",
        "On 3 March 2026 a baby was born",
        "stillborn on 3/3/26",
        "her birthday is 3 March 1990",
    ],
)
def test_a_day_on_which_somebody_was_born_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("date-of-birth",))


@pytest.mark.parametrize(
    "text",
    [
        "hospital number 123456",
        "Hosp No: A123456",
        "hospital no. RX1234567",
        "MRN 12-34-567",
        "mrn=1234567",
        "unit number K123456",
        "Patient ID: AB 123456",
        "Hospital number\n1234567",
        "A1234567 (hospital number)",
        "patient number 943 476 5918",
    ],
)
def test_a_hospital_number_beside_its_words_is_refused(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("refuse", ("hospital-number",))


@pytest.mark.parametrize(
    "text",
    ["hospital number is 0113 496 0123", "hospital number on the label was A123456", "patient id 1234"],
)
def test_a_figure_that_may_be_a_hospital_number_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("hospital-number",))


def test_a_trust_adds_its_own_hospital_numbers() -> None:
    patterns = [r"FEN\d{6}", r"\d{7}"]
    assert verdict("Seen: fen123456") == "pass"
    assert check("Seen: fen123456", hospital_number_patterns=patterns).verdict == "refuse"
    assert check("Seen: 1234567", hospital_number_patterns=patterns).verdict == "hold"
    assert check("Patient 1234567", hospital_number_patterns=patterns).verdict == "refuse"
    assert check("Seen: FEN1234567", hospital_number_patterns=patterns).verdict == "pass"


@pytest.mark.parametrize(
    "pattern",
    ["", r"(a+)+", r"\d+", r"\d*", r"\d{3,}", r"(A|B)\d{3}", "[", r"\d{99}", r"\d?\d?\d?\d?", "A?", "A" * 81],
)
def test_a_pattern_that_could_be_slow_or_means_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "text", ["lives at PE30 4ET", "sw1a 1aa", "SW1A1AA", "EC1A\n1BB", "m1 1ae", "GIR 0AA"]
)
def test_a_full_postcode_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("postcode",))


@pytest.mark.parametrize(
    "text",
    [
        "baby Smith",
        "Baby Oliver was cold",
        "baby oliver was cold",
        "BABY SMITH",
        "her baby girl, Isla",
        "Baby of Sarah Jones",
        "B/O Patel",
        "baby O'Brien",
        "baby van der Berg",
        "mother Zoë Łukasz",
        "The mother, Sarah Jones, came",
        "woman called Amina",
        "a baby named Hope",
        "patient J. Smith",
        "Patient name: Sarah",
        "Twin 2 Jones",
    ],
)
def test_a_name_beside_a_word_for_a_patient_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("patient-name",))


@pytest.mark.parametrize(
    "text",
    [
        "A baby at 27+3 came to Fenmere Hospital on 3 March",
        "Delivered at 31 weeks on 14 May 2026 at Castlebeck University Hospital",
        "She was 26/40 when the trust took her in on 3 March 2026",
    ],
)
def test_a_gestation_with_a_day_and_a_place_is_held(text: str) -> None:
    answer = check(text)
    assert (answer.verdict, answer.kinds) == ("hold", ("gestation",))


def test_findings_point_at_the_words_as_they_were_written() -> None:
    text = "\u200bBaby  Ｓｍｉｔｈ, NHS\u00a0no ９４３\u2011476\u20115919, DOB 3/2/90"
    found = {finding.kind: finding for finding in check(text).findings}
    assert found["nhs-number"].text == "９４３\u2011476\u20115919"
    assert found["patient-name"].text == "Baby  Ｓｍｉｔｈ"
    assert found["date-of-birth"].text == "DOB 3/2/90"
    assert all(text[one.start : one.end] == one.text for one in found.values())


def test_kinds_come_once_each_and_in_one_order() -> None:
    answer = check("baby Smith, M1 1AE, DOB 3/2/90, MRN 123456, 943 476 5919 and 999 000 0018")
    assert answer.kinds == ("nhs-number", "hospital-number", "date-of-birth", "postcode", "patient-name")
    assert [kind for kind in KINDS if kind in answer.kinds] == list(answer.kinds)
    assert [one.certainty for one in answer.findings] == ["doubtful", "doubtful", *["certain"] * 4]


def test_the_words_found_are_not_in_what_a_log_would_show() -> None:
    answer = check("NHS number 943 476 5919")
    assert "943" not in repr(answer)
    assert "943" not in str(answer.findings[0])


def test_the_check_needs_no_django() -> None:
    program = "import sys, moderation.identifiers as i; i.check('x'); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
