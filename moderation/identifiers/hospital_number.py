"""Hospital numbers: a figure beside the words for it, and a trust's own patterns.

There is no national form: a trust's numbers have 4 to 12 figures, often with letters before or behind. So the
words decide. A trust may add its own pattern, in the small and fixed-length part of regular expressions that
``compile_pattern`` takes, so that no pattern can make the check slow.
"""

import re
from collections.abc import Iterable, Iterator

from moderation.identifiers.context import Context
from moderation.identifiers.verdict import Found

WORDS = (
    r"(?:hospital|hosp\.?|unit|patient|pt\.?|case\s?notes?|medical\s+records?|health\s+records?|pas)"
    r"[\s_'-]{0,3}(?:number|num|no|nr|id|identifier|ref(?:erence)?|#)(?:\.(?!\d))?"
    r"|mrn|hn|hosp\.?\s?#|patientid"
)
PLURAL = (
    r"(?:hospital|hosp\.?|patient|case\s?note|medical\s+record)[\s_'-]{0,3}"
    r"(?:numbers|nos|ids|identifiers)|mrns"
)
LINK = r"[\s:=#(\[\"'*_`.,/>-]{0,8}(?:(?:is|was|are|were|of|no|number)[\s:=\"'*_]{1,4}){0,2}"
VALUE = r"(?P<value>[a-z]{0,4}[ _/-]?\d[\d _./-]{1,16}\d[a-z]{0,2})(?![a-z0-9%]|,\d{3})"
LABELLED = re.compile(
    rf"(?<![a-z])(?:(?P<one>{WORDS})|(?P<many>{PLURAL}))(?![a-z]){LINK}{VALUE}", re.IGNORECASE
)
BACKWARDS = re.compile(
    r"(?<![a-z0-9])(?P<value>[a-z]{0,4}[/-]?\d{5,12}[a-z]{0,2})"
    r"[\s(\[,;:=-]{1,4}(?:(?:is|was|as|her|his|the|their|my)\s+){0,3}"
    rf"(?:{WORDS})(?![a-z])(?!\s*[:=#]?\s*[a-z]{{0,4}}\d)",
    re.IGNORECASE,
)
# Further off, with words between, only a figure that is long or has letters of its own is taken for one.
LOOSE = re.compile(
    rf"(?<![a-z])(?:{WORDS})(?![a-z])[^\d\n.;]{{1,40}}?(?<![a-z0-9.,£$])(?P<value>[a-z]{{1,4}}[/-]?\d{{5,10}}|\d{{6,10}})[a-z]{{0,2}}"
    r"(?![a-z0-9%]|,\d)",
    re.IGNORECASE,
)
LEAST = 4
SURE = 5
YEAR = re.compile(r"(?:19|20)\d\d\Z")
DATE = re.compile(r"[0-3]?\d([./ -])[01]?\d\1(?:(?:19|20)\d\d|\d\d)\Z|(?:19|20)\d\d-\d\d-\d\d\Z")

LONGEST_PATTERN = 80
ESCAPED = re.compile(r"\\[dwsb.\-/ ]")
CLASS = re.compile(r"\[[^\[\]\\]*(?:\\[dw][^\[\]\\]*)*\]")
REPEATED = re.compile(r"\{(\d{1,2})(?:,(\d{1,2}))?\}")
LONGEST_REPEAT = 12
MOST_CHOICES = 3


class PatternError(ValueError):
    """A trust's pattern cannot be used; the message says what to change."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a trust's own pattern for its hospital numbers, such as ``[A-Z]{2}\d{6}`` or ``RX\d{7}``.

    Letters match in either case. Allowed are letters, figures, spaces, ``- / .`` (escaped), classes,
    ``\d``, ``{n}``, ``{n,m}`` up to 12, ``?`` and ``|``; at most three of ``?`` and ``{n,m}``.
    Raises ``PatternError``.
    """
    if not pattern.strip() or len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"A pattern has 1 to {LONGEST_PATTERN} characters.")
    skeleton = ESCAPED.sub("e", CLASS.sub("c", pattern))
    repeats = list(REPEATED.finditer(skeleton))
    if any(int(repeat[2] or repeat[1]) > LONGEST_REPEAT for repeat in repeats):
        raise PatternError(f"A repeat goes up to {LONGEST_REPEAT}.")
    choices = skeleton.count("?") + sum(repeat[2] is not None for repeat in repeats)
    bare = REPEATED.sub("r", skeleton)
    if choices > MOST_CHOICES or not re.fullmatch(r"[A-Za-z0-9 /|?_-]*", bare):
        raise PatternError(
            r"Use letters, figures, [A-Z], \d, {n}, {n,m}, ? and | only, with no groups, * or +."
        )
    try:
        compiled = re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE)
    except re.error as error:
        raise PatternError(f"The pattern does not read as one: {error.msg}.") from error
    if re.fullmatch(pattern, ""):
        raise PatternError("The pattern matches nothing at all; it needs a letter or a figure.")
    return compiled


def find_hospital_numbers(
    text: str, context: Context, patterns: Iterable[re.Pattern[str]] = ()
) -> Iterator[Found]:
    """Yield hospital numbers of a normalised text."""
    for match in LABELLED.finditer(text):
        yield from _labelled(match, context)
    for match in BACKWARDS.finditer(text):
        start, end = match.span("value")
        yield Found("hospital-number", start, end, not _may_be_other(match["value"], start, end, context))
    for match in LOOSE.finditer(text):
        yield Found("hospital-number", *match.span("value"), certain=False)
    for pattern in patterns:
        yield from _own(text, context, pattern)


def _figures(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


def _may_be_other(value: str, start: int, end: int, context: Context) -> bool:
    """Whether the figure reads as a telephone's, or stands near words for another sort of number."""
    figures = _figures(value)
    return (len(figures) >= 10 and figures.startswith("0")) or context.says_otherwise(start, end)


def _labelled(match: re.Match[str], context: Context) -> Iterator[Found]:
    start, end = match.span("value")
    value = match["value"]
    figures = _figures(value)
    if len(figures) < LEAST or YEAR.match(value) or DATE.match(value):
        return
    if match["many"]:
        # "Patient numbers 45210 and 47300" are counts.
        if len(figures) >= SURE + 1:
            yield Found("hospital-number", start, end, certain=False)
        return
    yield Found(
        "hospital-number", start, end, len(figures) >= SURE and not _may_be_other(value, start, end, context)
    )


def _own(text: str, context: Context, pattern: re.Pattern[str]) -> Iterator[Found]:
    """A trust's own form: certain when letters make it its own, or words for a patient stand near."""
    for match in pattern.finditer(text):
        start, end = match.span()
        value = match.group()
        figures = len(_figures(value))
        own = figures >= SURE and any(character.isalpha() for character in value)
        near = context.says_nhs(start, end) or context.says_person(start, end)
        if figures:
            yield Found(
                "hospital-number", start, end, (own or near) and not _may_be_other(value, start, end, context)
            )
