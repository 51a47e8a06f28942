"""What may answer a question already, found by its title while it is still being asked.

A title is a sentence: few things hold all of its words. So anything that holds one of them counts,
the best first, and of those only what holds enough of them to be about the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import ceil

from accounts.models import Audience
from search.engines import END, HIT, Wanted, get_engine
from search.finding import Reader, visible_entries
from search.folding import fold
from search.models import SearchEntry
from search.query import Query, parse
from search.synonyms import expand

# Of the words that say something: so many must be there, and a title needs as many to be looked up.
SHARE = 0.4
FEWEST_WORDS = 2
CANDIDATES = 24
BEGINNING = 3  # letters by which two words are taken for one


def may_answer(title: str, user: Reader, *, kinds: Collection[str], most: int) -> list[SearchEntry]:
    """The entries of some kinds that the reader may see and that may answer a question, the best
    first; none for a title of fewer than two words that say something."""
    query = expand(replace(parse(title), excluded=(), filters=(), any_term=True))
    if len(query.terms) < FEWEST_WORDS:
        return []
    engine = get_engine()
    audiences = Audience.objects.ids_for(user)
    wanted = [Wanted(query=query, audiences=audiences, kind=kind) for kind in kinds]
    found = [engine.search(one, most=CANDIDATES // len(wanted)) for one in wanted]
    entries = visible_entries((pk for one in found for pk in one.ids), user)
    marked = engine.marked(query, [entry.pk for entry in entries])
    needed = max(FEWEST_WORDS, ceil(SHARE * len(query.terms)))
    shares = {
        entry.pk: _share(query, f"{marked[entry.pk].title} {marked[entry.pk].text}")
        for entry in entries
        if entry.pk in marked
    }
    close = [entry for entry in entries if shares.get(entry.pk, 0) >= needed]
    return sorted(close, key=lambda entry: -shares[entry.pk])[:most]


def _share(query: Query, text: str) -> int:
    """How many of the terms are marked in a text. A word counts by how it begins: "warm" and
    "warmth" are one."""
    marks = (piece.partition(END)[0] for piece in text.split(HIT)[1:])
    hits = {word[:BEGINNING] for mark in marks for word in fold(mark).split()}
    return sum(any(_begins(way) <= hits for way in (term.words, *term.also)) for term in query.terms)


def _begins(words: tuple[str, ...]) -> set[str]:
    return {word[:BEGINNING] for word in words}
