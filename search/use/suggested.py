"""Synonyms that the use of search suggests.

Nobody's searches are kept together, so it cannot be seen what the same person looked for next. What
can be seen: words that find nothing, beside the nearest spelling that finds something, or the words
nearest to them that others have looked for and found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import Audience, User
from search.engines import Wanted, get_engine
from search.models import SearchUse
from search.query import parse
from search.synonyms import expand

# Nobody is to be known by what they looked for.
FEWEST = 3
LOOKED_AT = timedelta(days=90)
MOST = 20
MOST_FOUND = 500
CLOSE = 0.7


@dataclass(frozen=True, slots=True)
class Suggested:
    """Words that find nothing, how often, and what may mean the same."""

    words: str
    searches: int
    instead: str


def suggested_synonyms(user: User) -> list[Suggested]:
    """The words most often without result in the last three months that still find nothing."""
    since = timezone.localdate() - LOOKED_AT
    used = SearchUse.objects.filter(week__gte=since).order_by().values("words")
    sums = used.annotate(times=Sum("searches"), nothing=Sum("without_result")).filter(times__gte=FEWEST)
    lost = sums.filter(nothing__gte=FEWEST, nothing__gt=F("times") / 2).order_by("-nothing", "words")[:MOST]
    found = sums.filter(nothing=0).order_by("-times", "words").values_list("words", flat=True)[:MOST_FOUND]
    known = list(found)
    audiences = Audience.objects.ids_for(user)
    made = []
    for row in lost:
        wanted = Wanted(query=expand(parse(row["words"])), audiences=audiences)
        if not get_engine().search(wanted, most=1).total:
            made.append(Suggested(row["words"], row["nothing"], _instead(wanted, row["words"], known)))
    return made


def _instead(wanted: Wanted, words: str, known: list[str]) -> str:
    """Another spelling that finds something, or the nearest words that others have found."""
    spelt = get_engine().did_you_mean(wanted)
    return spelt or next(iter(get_close_matches(words, known, n=1, cutoff=CLOSE)), "")
