"""What may answer a question already, found by its title while it is still being asked.

A title is a sentence: few things hold all of its words. So the engine finds what holds any of them,
the best first, and of those only what is close counts: what holds the words that seldom stand
elsewhere, in its title and its summary more than somewhere in a long text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from math import log

from accounts.models import Audience
from search.engines import Wanted, get_engine
from search.finding import Reader, visible_entries
from search.folding import fold
from search.models import SearchEntry
from search.query import Term, parse
from search.synonyms import expand
from search.words import frequencies

CLOSE = 0.3  # of 1
FEWEST_WORDS = 2  # a title of one word says too little
CANDIDATES = 24
ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
SHORTEST_STEM = 4  # letters

Weights = Mapping[Term, float]


def may_answer(title: str, user: Reader, *, kinds: Collection[str], most: int) -> list[SearchEntry]:
    """The entries of some kinds that the reader may see and that may answer a question, the closest
    first; none for a title of fewer than two words that say something."""
    typed = parse(title)
    if len(typed.terms) < FEWEST_WORDS:
        return []
    query = expand(replace(typed, excluded=(), filters=(), any_term=True))
    audiences = Audience.objects.ids_for(user)
    wanted = [Wanted(query=query, audiences=audiences, kind=kind) for kind in kinds]
    found = [get_engine().search(one, most=CANDIDATES // len(wanted)) for one in wanted]
    weights = weights_of(query.terms, audiences)
    entries = visible_entries((pk for one in found for pk in one.ids), user, whole=True)
    scores = {entry.pk: closeness(entry, weights) for entry in entries}
    close = [entry for entry in entries if scores[entry.pk] >= CLOSE]
    return sorted(close, key=lambda entry: -scores[entry.pk])[:most]


def weights_of(terms: Iterable[Term], audiences: Iterable[int]) -> dict[Term, float]:
    """How much each term tells, as shares of 1: the fewer entries of the audiences have its rarest
    word, the more. Inverse document frequency as BM25 has it (S. Robertson and H. Zaragoza, "The
    Probabilistic Relevance Framework", 2009). Three queries."""
    wanted, among = list(terms), list(audiences)
    having = frequencies({word for term in wanted for word in term.words}, among)
    total = SearchEntry.objects.filter(audience__in=among).count()
    rarest = {term: min(having.get(word, 0) for word in term.words) for term in wanted}
    telling = {
        term: log(1 + (max(total - number, 0) + 0.5) / (number + 0.5)) for term, number in rarest.items()
    }
    whole = sum(telling.values())
    return {term: weight / whole for term, weight in telling.items()}


def closeness(entry: SearchEntry, weights: Weights) -> float:
    """From 0 to 1: the mean of what its title holds of the terms, its title and summary, and all
    its text. What stands in the title counts three times so, what stands in the text alone once."""
    title = stems(entry.title)
    summary = title | stems(entry.summary)
    return sum(_held(words, weights) for words in (title, summary, summary | stems(entry.body))) / 3


def _held(words: frozenset[str], weights: Weights) -> float:
    """The share of the terms that words hold, in any way to say them."""
    return sum(
        weight
        for term, weight in weights.items()
        if any(words.issuperset(map(stem, way)) for way in (term.words, *term.also))
    )


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(stem(word) for word in fold(text).split())


def stem(word: str) -> str:
    """A folded word without the commonest endings of English, so that "scores" and "scoring" are one.

    After the S-stemmer of D. Harman ("How effective is suffixing?", 1991), and two endings of verbs.
    Both engines have better ones, each its own, and tell only whether a word was found.
    """
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= SHORTEST_STEM:
            word = word.removesuffix(ending) + instead
            break
    return word.removesuffix("e") if len(word) > SHORTEST_STEM else word
