"""Puts the other ways to say a thing beside what was typed, before any engine sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max

from search.models import SynonymGroup
from search.query import STOP_WORDS, Query, Term

Way = tuple[str, ...]
Stamp = tuple[int, datetime | None]

LONGEST_WAY = 8  # words; a longer one is no way to say something


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What each way to say something may be exchanged for, by the words that tell it from others."""

    ways: dict[Way, tuple[Way, ...]]
    words: frozenset[str]

    @classmethod
    def of(cls, groups: Iterable[SynonymGroup]) -> Synonyms:
        """A way that stands in several groups has the ways of all of them."""
        found: dict[Way, dict[Way, None]] = {}
        for group in groups:
            ways = [way for way in group.ways if len(way) <= LONGEST_WAY]
            for way in ways:
                found.setdefault(_key(way), {}).update(dict.fromkeys(ways))
        words = frozenset(word for ways in found.values() for way in ways for word in way)
        return cls({key: tuple(ways) for key, ways in found.items()}, words)

    def knows(self, word: str) -> bool:
        """Whether a word stands in some way to say something, also as one of several: "tears"."""
        return word in self.words or _singular(word) in self.words


_NONE = Synonyms({}, frozenset())
_known: tuple[Stamp, Synonyms] = ((0, None), _NONE)


def known_synonyms() -> Synonyms:
    """The groups as they are now. One small query; they are read again only where they changed."""
    global _known  # noqa: PLW0603 - what this process has read, with the stamp it had
    told = SynonymGroup.objects.aggregate(count=Count("pk"), last=Max("updated_at"))
    stamp = (told["count"], told["last"])
    if stamp != _known[0]:
        _known = stamp, Synonyms.of(SynonymGroup.objects.all())
    return _known[1]


def expand(query: Query) -> Query:
    """The query with synonyms. The longest run of words that has some comes first.

    A phrase in quotation marks is left as it is, and so is what is to be left out.
    """
    synonyms = known_synonyms()
    if not synonyms.ways or not query.terms:
        return query
    terms: list[Term] = []
    place = 0
    while place < len(query.terms):
        term, used = _longest(query.terms[place : place + LONGEST_WAY], synonyms)
        terms.append(term)
        place += used
    return replace(query, terms=tuple(terms))


def _longest(terms: tuple[Term, ...], synonyms: Synonyms) -> tuple[Term, int]:
    """The first term, or as many as have synonyms together, and how many those are."""
    for used in range(len(terms), 0, -1):
        run = terms[:used]
        if any(term.quoted or term.also for term in run):
            continue
        words = tuple(word for term in run for word in term.words)
        ways = synonyms.ways.get(_key(words), ())
        also = tuple(way for way in ways if way != words)
        if also:
            return _with(run, words, also), used
    return terms[0], 1


def _with(run: tuple[Term, ...], words: Way, also: tuple[Way, ...]) -> Term:
    """A run of terms as one. A word with a hyphen stays together, as it would alone."""
    if len(run) == 1:
        return replace(run[0], also=also)
    text = " ".join(term.text for term in run)
    return Term(text, words, open=run[-1].open, loose=True, also=also)


def _key(words: Way) -> Way:
    """The words that say something, in the singular: "skin to skin" and "CTGs" are met too."""
    telling = [word for word in words if word not in STOP_WORDS] or list(words)
    return tuple(_singular(word) for word in telling)


def _singular(word: str) -> str:
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )
