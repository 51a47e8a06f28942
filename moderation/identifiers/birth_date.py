"""Dates of birth: a date beside the words that make it one.

"dob" and "date of birth" right beside a full date are certain. "Born" and "birthday" are doubtful, since a
programme is born too; "born between", "born from" and "babies born 1 April to 31 March" tell of a period.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from moderation.identifiers.dates import (
    COMPACT_DATE,
    DAY_AND_MONTH,
    FULL_DATE,
    MONTHS,
    SPAN,
    is_compact_date,
    is_date,
)
from moderation.identifiers.spans import Spans
from moderation.identifiers.verdict import Found

REACH = 60
LONGEST_DATE = 30
BESIDE = re.compile(
    r"[\W_]{0,12}(?:(?:is|was|of|on|for|being|recorded|as|this|the|her|his|their|a|baby|mother|mum|patient|infant|twin"
    r"|dd|mm|yy|yyyy|mon\w*|tues?\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)[\W_]{1,4}){0,5}\Z",
    re.IGNORECASE,
)
DOB_WORDS = re.compile(
    r"(?<![a-z])(?:d[\s./_-]{0,2}o[\s./_-]{0,2}b|date[\s_-]{0,3}of[\s_-]{0,3}birth|birth[\s_-]{0,3}date)(?![a-z])",
    re.IGNORECASE,
)
BORN_WORDS = re.compile(
    r"(?<![a-z])(?:(?:still)?born(?!\s+(?:too\s+soon|out\s+of))|birthday|birth(?=\s*(?:on\b|[:=])))(?![a-z])",
    re.IGNORECASE,
)
# Words that make the date an edge of a period, or the end of the sentence that says "born".
# Right before the date: it is then an edge of a period. Further off ("born before arrival on ...") it is not.
PERIOD = re.compile(
    r"(?<![a-z])(?:between|from|after|before|since|during|until|till|within|by|to|every|each|through|period|quarter"
    r"|year|months?|week|commencing|ending|starting|beginning|of)[\s,:(]{1,3}(?:(?:the|and|including|around|early|late)"
    r"\s+){0,2}\Z",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?]\s+(?:[A-Z]|\Z)|\n\s*\n")
SOMEBODY_BORN = re.compile(
    r"(?<![a-z])(?:baby|she|he|girl|boy|twins?|infant|son|daughter|mother|mum|patient|woman|they)\s+"
    r"(?:was|were|is)\s+(?:still)?born(?![a-z])",
    re.IGNORECASE,
)
SAME_CLAUSE = re.compile(r"[^.!?\n]{0,25}\Z")
DOB_AFTER = re.compile(r"[\s(\[,;:=-]{0,6}(?:(?:is|was|as|her|his|the|their)\s+){0,3}\Z", re.IGNORECASE)
# "(DOB)" and "is her date of birth" belong to the date before them; ", DOB" may begin something else.
SURE_JOINT = re.compile(r"[(\[]|(?:is|was|as)\s", re.IGNORECASE)
SPAN_BEFORE = re.compile(r"(?:(?<![a-z])(?:to|until|till|and|through)|\d\s?-)\s{0,3}\Z", re.IGNORECASE)
HEALTH_SERVICE = re.compile(r"n[\s.]?h[\s.]?s\W.{0,20}\Z", re.IGNORECASE | re.DOTALL)
MONTH_AND_YEAR = re.compile(
    rf"(?:{MONTHS})[\s,.'/-]{{0,3}}(?:19|20)\d\d|(?<!\d)(?:0?[1-9]|1[0-2])/(?:19|20)\d\d", re.IGNORECASE
)


def find_birth_dates(text: str) -> Iterator[Found]:
    """Yield dates of birth of a normalised text, from the word to the date."""
    dates = _Dates(text)
    for word in DOB_WORDS.finditer(text):
        yield from _after_dob(text, word, dates)
        yield from _before_dob(text, word, dates)
    for word in BORN_WORDS.finditer(text):
        yield from _after_born(text, word, dates)
    for word in SOMEBODY_BORN.finditer(text):
        yield from _before_born(text, word, dates)


class _Dates:
    """The dates of one text, each form found when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def full(self) -> Spans:
        return Spans(FULL_DATE, self.text, is_date)

    @cached_property
    def compact(self) -> Spans:
        return Spans(COMPACT_DATE, self.text, is_compact_date)

    @cached_property
    def day_and_month(self) -> Spans:
        return Spans(DAY_AND_MONTH, self.text)

    @cached_property
    def month_and_year(self) -> Spans:
        return Spans(MONTH_AND_YEAR, self.text)


def _after_dob(text: str, word: re.Match[str], dates: _Dates) -> Iterator[Found]:
    start, end = word.end(), word.end() + REACH + LONGEST_DATE
    for form in (dates.full, dates.compact):
        date = form.first(start, end)
        if date and BESIDE.match(text, start, date[0]):
            yield Found("date-of-birth", word.start(), date[1], not SPAN.match(text, date[1]))
            return
    loose = dates.full.first(start, end) or dates.day_and_month.first(start, end)
    if loose:
        if _says_one_day(text, start, loose):
            yield Found("date-of-birth", word.start(), loose[1], certain=False)
        return
    month = dates.month_and_year.first(start, end)
    if month and BESIDE.match(text, start, month[0]) and not SPAN.match(text, month[1]):
        yield Found("date-of-birth", word.start(), month[1], certain=False)


def _before_dob(text: str, word: re.Match[str], dates: _Dates) -> Iterator[Found]:
    for date_start, date_end in dates.full.between(word.start() - REACH, word.start()):
        joint = DOB_AFTER.match(text, date_end, word.start())
        if joint and not SPAN_BEFORE.search(text[max(0, date_start - 10) : date_start]):
            yield Found("date-of-birth", date_start, word.end(), bool(SURE_JOINT.search(joint.group())))


def _after_born(text: str, word: re.Match[str], dates: _Dates) -> Iterator[Found]:
    start, end = word.end(), word.end() + REACH + LONGEST_DATE
    if word.group().lower() == "birthday" and HEALTH_SERVICE.search(
        text[max(0, word.start() - 30) : word.start()]
    ):
        return
    forms = (dates.full.first(start, end), dates.day_and_month.first(start, end))
    # Of "1 January and 31 March 2026" the first day counts: it begins a period.
    date = min((form for form in forms if form), key=lambda form: (form[0], -form[1]), default=None)
    if date and _says_one_day(text, start, date):
        yield Found("date-of-birth", word.start(), date[1], certain=False)


def _before_born(text: str, word: re.Match[str], dates: _Dates) -> Iterator[Found]:
    for date_start, date_end in dates.full.between(word.start() - REACH, word.start()):
        if SAME_CLAUSE.match(text, date_end, word.start()):
            yield Found("date-of-birth", date_start, word.end(), certain=False)


def _says_one_day(text: str, start: int, date: tuple[int, int]) -> bool:
    """Whether the words up to the date and behind it leave it one day, not an edge of a period."""
    between = text[start : date[0]]
    if len(between) > REACH or PERIOD.search(between) or SENTENCE_END.search(between):
        return False
    return not SPAN.match(text, date[1])
