"""The order of matches that are about as good: a little by kind, a little by age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

# What was written and reviewed as a whole stands above what was said along the way.
KINDS = {"guide": 1.2, "case-study": 1.2, "learning-set": 1.1, "news": 1.05, "page": 1.05}
# What is new counts a tenth more; half of that is gone after two years, half of the rest after four.
NEW = 0.1
HALF_LIFE_DAYS = 730.0


class Scored(NamedTuple):
    """A match with the score of the database, the higher the better, and its age in days."""

    pk: int
    score: float
    age: float
    shelf: int


def boosted(matches: Iterable[Scored], kinds: Mapping[int, str]) -> list[Scored]:
    """The matches with the best first, the newer first among equals. `kinds` are those of the shelves.

    A score is multiplied by at most 1.32, so that no boost lifts a match in the text above one in
    the title.
    """

    def key(match: Scored) -> tuple[float, float, int]:
        recent = 1.0 + NEW * 0.5 ** (max(match.age, 0.0) / HALF_LIFE_DAYS)
        return match.score * KINDS.get(kinds[match.shelf], 1.0) * recent, -match.age, match.pk

    return sorted(matches, key=key, reverse=True)
