"""A search in the cluster's language. Words are passed as values of match queries, which have no
syntax of their own; nothing that a person typed is ever parsed there."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch_dsl import A, Q, Search
from elasticsearch_dsl.query import Query as Clause

from search.engines import Wanted
from search.engines.cluster.documents import BETWEEN
from search.query import Query, Term

FIELDS = ["title^6", "title.plain^4", "summary^3", "summary.plain", "body", "body.plain^0.5"]
PHRASE_FIELDS = ["title.plain^6", "summary.plain^3", "body.plain"]
MOST_VALUES = 2_000  # of all facets together


def _words(term: Term) -> Clause:
    """A word in any of the texts; several as they stand; an open one also as a beginning."""
    if len(term.words) > 1:
        kind = "phrase_prefix" if term.open else "phrase"
        return Q("multi_match", query=term.text, fields=PHRASE_FIELDS, type=kind)
    whole = Q("multi_match", query=term.text, fields=FIELDS, type="best_fields", tie_breaker=0.3)
    if not term.open:
        return whole
    begins = Q("multi_match", query=term.words[0], fields=PHRASE_FIELDS, type="bool_prefix", boost=0.4)
    return Q("bool", should=[whole, begins], minimum_should_match=1)


def clause(query: Query, audiences: Iterable[int]) -> Clause:
    """What matches a query, for a reader of these audiences."""
    words = [_words(term) for term in query.terms]
    found = Q(
        "bool",
        filter=[Q("terms", audience=[str(pk) for pk in sorted(audiences)])],
        must_not=[_words(term) for term in query.excluded],
    )
    if query.any_term and words:
        return found & Q("bool", should=words, minimum_should_match=1)
    return found & Q("bool", must=words) if words else found


def any_word(query: Query) -> Clause:
    """The words of a query, none of which must be there: what is to be marked."""
    return Q("bool", must=[Q("match_all")], should=[_words(term) for term in query.terms])


def _filters(wanted: Wanted, *, skip: str = "", any_kind: bool = False) -> Clause:
    """The filters of the address, less one of them."""
    chosen = [
        Q("terms", facets=[f"{name}{BETWEEN}{value}" for value in sorted(values)])
        for name, values in wanted.facets.items()
        if values and name != skip
    ]
    if wanted.kind and not any_kind:
        chosen.append(Q("term", kind=wanted.kind))
    return Q("bool", filter=chosen) if chosen else Q("match_all")


def search_for(wanted: Wanted, most: int) -> Search:
    """The whole search: the best ids, and the counts of kinds and facets, in one request."""
    found = Search().query(clause(wanted.query, wanted.audiences)).post_filter(_filters(wanted))
    kinds = A("filter", filter=_filters(wanted, any_kind=True))
    kinds.bucket("by", "terms", field="kind", size=50)
    free = A("filter", filter=_filters(wanted))
    free.bucket("by", "terms", field="facets", size=MOST_VALUES)
    found.aggs.metric("matches", "value_count", field="kind")
    found.aggs.bucket("kinds", kinds)
    found.aggs.bucket("facets", free)
    for name in sorted(name for name, values in wanted.facets.items() if values):
        each = A("filter", filter=_filters(wanted, skip=name))
        each.bucket("by", "terms", field="facets", size=MOST_VALUES, include=f"{name}{BETWEEN}.*")
        found.aggs.bucket(f"facet-{name}", each)
    newest = {"published": "desc"}
    best = wanted.query.terms and not wanted.newest
    order = ["_score", newest] if best else [newest]
    return found.sort(*order).source(False).extra(track_total_hits=True, size=most)
