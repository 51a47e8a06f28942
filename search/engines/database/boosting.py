"""The order of matches that are about as good: a little by kind, a little by age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

# What was written and reviewed as a whole stands above what was said along the way.
KINDS = {"guide": 1.2, "case-study": 1.2, "learning-set": 1.1, "news": 1.05, "page": 1.05}
# What is new counts a tenth more; half of that is gone after two years, half of the rest after four.
NEW = 0.1
HALF_LIFE_DAYS = 730.0
SECONDS_OF_A_DAY = 86_400.0


class Scored(NamedTuple):
    """A match with the score of the database; the higher, the better."""

    pk: int
    score: float
    published: datetime
    shelf: int


def boosted(matches: Iterable[Scored], kinds: Mapping[int, str]) -> list[Scored]:
    """The matches with the best first, the newer first among equals. `kinds` are those of the shelves.

    A score is multiplied by at most 1.32, so that no boost lifts a match in the text above one in
    the title.
    """
    now = timezone.now().timestamp()
    by_shelf = {shelf: KINDS.get(kind, 1.0) for shelf, kind in kinds.items()}

    def key(match: Scored) -> tuple[float, datetime, int]:
        days = max(now - match.published.timestamp(), 0.0) / SECONDS_OF_A_DAY
        recent = 1.0 + NEW * 0.5 ** (days / HALF_LIFE_DAYS)
        return match.score * by_shelf[match.shelf] * recent, match.published, match.pk

    return sorted(matches, key=key, reverse=True)
