"""What may answer a question already, found by its title while it is still being asked.

A title is a sentence: few things hold all of its words. So anything that holds one of them counts,
the best first, and of those only what holds enough of them to be about the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import ceil

from accounts.models import Audience
from search.engines import HIT, Wanted, get_engine
from search.finding import Reader, visible_entries
from search.models import SearchEntry
from search.query import parse

# Of the words that say something: so many must be there, and a title needs as many to be looked up.
SHARE = 0.4
FEWEST_WORDS = 2
CANDIDATES = 24


def may_answer(title: str, user: Reader, *, kinds: Collection[str], most: int) -> list[SearchEntry]:
    """The entries of some kinds that the reader may see and that may answer a question, the best
    first; none for a title of fewer than two words that say something."""
    query = replace(parse(title), excluded=(), filters=(), any_term=True)
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
        entry.pk: len(_hits(marked[entry.pk].title) | _hits(marked[entry.pk].text))
        for entry in entries
        if entry.pk in marked
    }
    close = [entry for entry in entries if shares.get(entry.pk, 0) >= needed]
    return sorted(close, key=lambda entry: -shares[entry.pk])[:most]


def _hits(text: str) -> set[str]:
    """The different words that are marked in a text, by how they begin: "warm" and "warmth" are one."""
    return {piece[:4].lower() for piece in text.split(HIT)[1:]}
