"""How search is used, counted by the week and without who used it.

The page carries a signed note of what was looked for, and a small script sends it back: once when
the page was opened by searching, and with the place of a result when that is followed. So a page
view writes nothing and may be kept for everyone, a crawler is not counted, and nobody can make up
words that the hub has not been asked for. Without scripts nothing is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.db import connection
from django.utils import timezone

from moderation.identifiers import check
from search.asking import MOST_PAGES, PAGE_SIZE, Asked
from search.folding import fold
from search.models import SearchUse

SALT = "search.use"
LONGEST = 120
LONGEST_NUMBER = 5  # digits: a longer one may be somebody's
COUNTS = ("searches", "without_result", "clicks", "rank_sum")
KEEP = timedelta(days=2 * 365)
MOST_RANK = MOST_PAGES * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Used:
    """A search as it is counted."""

    words: str
    found: bool


def note_of(asked: Asked, total: int) -> str:
    """The signed note for a page; none where there is nothing to count or it may tell of a patient.

    A search that is narrowed is not counted as one without result: it is the filters that found
    nothing.
    """
    words = " ".join(fold(asked.query.words).split())[:LONGEST].strip()
    if not words or _may_identify(asked.query.typed, words):
        return ""
    narrowed = bool(asked.kind or asked.facets or asked.limits() or asked.like_mine)
    return signing.Signer(salt=SALT).sign_object([words, int(bool(total) or narrowed)])


def _may_identify(typed: str, words: str) -> bool:
    """Whether a search may tell of a patient. Here a long number is enough."""
    digits = max((len(word) for word in words.split() if word.isdigit()), default=0)
    return digits > LONGEST_NUMBER or check(typed).verdict != "pass"


def read_note(note: str) -> Used | None:
    """What a note says; None for any that the hub has not written."""
    try:
        words, found = signing.Signer(salt=SALT).unsign_object(note)
    except (signing.BadSignature, ValueError):
        return None
    return Used(words, bool(found))


def count_search(used: Used) -> None:
    """Counts a search. One statement, whoever else counts the same."""
    _add(used.words, searches=1, without_result=int(not used.found))


def count_click(used: Used, rank: int) -> None:
    """Counts that the result at a place, from 1, was followed."""
    _add(used.words, clicks=1, rank_sum=rank)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _add(words: str, **counts: int) -> None:
    """Adds to the counts of some words in this week; past the ORM, which cannot add on conflict."""
    table = SearchUse._meta.db_table
    row = dict.fromkeys(COUNTS, 0) | counts
    more = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTS)
    sql = (
        f"INSERT INTO {table} (week, words, {', '.join(COUNTS)}) "  # noqa: S608 - columns of our own
        f"VALUES (%s, %s, {', '.join(['%s'] * len(COUNTS))}) ON CONFLICT (week, words) DO UPDATE SET {more}"
    )
    week = connection.ops.adapt_datefield_value(week_of(timezone.localdate()))
    with connection.cursor() as cursor:
        cursor.execute(sql, [week, words, *row.values()])


def forget_old() -> None:
    """A chore: what is older than two years goes."""
    SearchUse.objects.filter(week__lt=timezone.localdate() - KEEP).delete()
