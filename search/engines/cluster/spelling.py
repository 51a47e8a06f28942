"""Another spelling for the words of a search that find nothing, in three questions to the cluster:
which words find nothing, what they may have been, and what of that the reader would find.

Each asks among the reader's audiences alone. Whether a word stands in hidden text makes no
difference, neither to what is offered nor to its order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from elasticsearch_dsl import A, Q, Search

from search.engines import Wanted
from search.engines.cluster.asking import filters, limits, matching, seen_by
from search.query import Query, Term
from search.spelling import distance

SPELLINGS = 10  # of one word, and of all words together
EVERY_WORD = 1_000_000_000  # entries that may have a word and it is still looked for others like it
SHORTEST = 4  # letters; a shorter word has too many that are like it


def single_words(query: Query) -> dict[str, Query]:
    """A search for each word of a query."""
    found = {}
    for term in query.terms:
        for place, word in enumerate(term.words):
            is_open = term.open and place == len(term.words) - 1
            found[word] = Query(terms=(Term(word, (word,), is_open),))
    return found


def counted(wanted: Wanted, queries: Mapping[str, Query], *, filtered: bool = False) -> Search:
    """How many things the reader finds with each of some queries; `filtered`, among the kind, the
    facets, the author and the days that were asked for."""
    among = [seen_by(wanted.audiences), *([filters(wanted), limits(wanted)] if filtered else [])]
    found = Search().query(Q("bool", filter=among)).extra(size=0)
    each = {text: matching(query).to_dict() for text, query in queries.items()}
    found.aggs.bucket("each", A("filters", filters=each))
    return found


def spellings(wanted: Wanted, unknown: Sequence[str], known: Sequence[str]) -> Search:
    """Words like those that find nothing, such as stand together in something for this reader.

    Words are looked for that are like one even where it is in the index itself: it may be there in
    hidden text alone.
    """
    words = {"match": {"words": {"query": " ".join(known), "operator": "and"}}}
    seen = [seen_by(wanted.audiences).to_dict(), *([words] if known else [])]
    there = '{"match": {"words": {"query": "{{suggestion}}", "operator": "and"}}}'
    clauses = ", ".join([*map(json.dumps, seen), there])
    generator = {
        "field": "words",
        "suggest_mode": "always",
        "max_term_freq": EVERY_WORD,
        "min_word_length": SHORTEST,
        "prefix_length": 0,
        "size": SPELLINGS,
    }
    phrase = {
        "field": "words",
        "size": SPELLINGS,
        "max_errors": len(unknown),
        "confidence": 0,
        "gram_size": 1,
        "direct_generator": [generator],
        "collate": {"query": {"source": f'{{"bool": {{"filter": [{clauses}]}}}}'}, "prune": False},
    }
    return Search().suggest("spelling", " ".join(unknown), phrase=phrase).extra(size=0)


def respelt(query: Query, unknown: Sequence[str], text: str) -> Query | None:
    """The query with other words in the place of those that find nothing; None where they are
    not as many."""
    words = text.split()
    if len(words) != len(unknown):
        return None
    instead = dict(zip(unknown, words, strict=True))
    terms = []
    for term in query.terms:
        own = tuple(instead.get(word, word) for word in term.words)
        changed = own != term.words
        terms.append(Term(" ".join(own), own) if changed else replace(term, open=False))
    return replace(query, terms=tuple(terms))


def best_of(unknown: Sequence[str], counts: Mapping[str, int]) -> str:
    """Of some spellings that which is nearest to what was typed, and finds most; or nothing."""
    found = [text for text, count in counts.items() if count and text.split() != list(unknown)]
    return min(found, key=lambda text: (_changes(unknown, text.split()), -counts[text], text), default="")


def said(query: Query) -> str:
    """A query as it would be typed."""
    wanted = [_typed(term) for term in query.terms]
    return " ".join(wanted + [f"-{_typed(term)}" for term in query.excluded])


def _typed(term: Term) -> str:
    return f'"{term.text}"' if len(term.words) > 1 and not term.loose else term.text


def _changes(before: Iterable[str], after: Iterable[str]) -> int:
    """How many letters differ between words, one by one; two that changed places are one."""
    return sum(
        distance(one, other, max(len(one), len(other))) for one, other in zip(before, after, strict=True)
    )
