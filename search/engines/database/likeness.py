"""More like this: the words that tell a text from others, and what has most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from search.folding import fold
from search.models import SearchEntry
from search.query import STOP_WORDS, Query, Term
from search.words import frequencies

MOST_TELLING = 12
LOOKED_UP = 200  # the most frequent words of a text, of which the most telling are chosen
IN_TITLE, IN_SUMMARY = 5, 2  # times as much as a word of the body
SHORTEST = 3


def telling_words(entry: SearchEntry, audiences: Iterable[int]) -> list[str]:
    """The words of an entry with the most weight by tf-idf: often here, seldom elsewhere.

    Frequency is dampened (1 + log tf), so that a long text is not all its most frequent word;
    rarity is log(N / n) among the entries of the audiences. A word that nothing else has leads
    nowhere and is left out. Three queries.
    """
    often: Counter[str] = Counter()
    for text, weight in ((entry.title, IN_TITLE), (entry.summary, IN_SUMMARY), (entry.body, 1)):
        for word in fold(text).split():
            if len(word) >= SHORTEST and word not in STOP_WORDS:
                often[word] += weight
    candidates = [word for word, _ in often.most_common(LOOKED_UP)]
    among = list(audiences)
    seldom = frequencies(candidates, among)
    total = SearchEntry.objects.filter(audience__in=among).count()
    weights = {
        word: (1 + log(often[word])) * log(1 + total / entries)
        for word, entries in seldom.items()
        if entries > 1 or entry.audience_id not in among
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:MOST_TELLING]


def query_of(words: Iterable[str]) -> Query:
    """What has any of some words; the more of them, the better."""
    return Query(terms=tuple(Term(word, (word,)) for word in words), any_term=True)
