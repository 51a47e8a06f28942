"""A search in the cluster's language. Words are passed as values of match queries, which have no
syntax of their own; nothing that a person typed is ever parsed there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from elasticsearch_dsl import A, Q, Search
from elasticsearch_dsl.query import Query as Clause

from search.engines import Wanted
from search.engines.cluster.documents import BETWEEN
from search.engines.database.boosting import HALF_LIFE_DAYS, KINDS, NEW
from search.query import Query, Term

FIELDS = ["title^6", "title.plain^4", "summary^3", "summary.plain", "body", "body.plain^0.5"]
PHRASE_FIELDS = ["title.plain^6", "summary.plain^3", "body.plain"]
MOST_VALUES = 2_000  # of all facets together


def words(term: Term) -> Clause:
    """One way to say a term: a word in any of the texts; several as they stand, or a loose one's
    anywhere; and any of the other ways. What has two of them counts once."""
    if not term.also:
        return _as_typed(term)
    others = [Q("multi_match", query=" ".join(way), fields=FIELDS, type="phrase") for way in term.also]
    return Q("dis_max", queries=[_as_typed(term), *others])


def _as_typed(term: Term) -> Clause:
    if len(term.words) == 1:
        return _word(term.text, is_open=term.open)
    if term.loose:
        last = len(term.words) - 1
        each = [_word(word, is_open=term.open and place == last) for place, word in enumerate(term.words)]
        return Q("bool", must=each)
    kind = "phrase_prefix" if term.open else "phrase"
    return Q("multi_match", query=term.text, fields=PHRASE_FIELDS, type=kind)


def _word(text: str, *, is_open: bool) -> Clause:
    """A word whatever its ending; an open one also as a beginning."""
    whole = Q("multi_match", query=text, fields=FIELDS, type="best_fields", tie_breaker=0.3)
    if not is_open:
        return whole
    begins = Q("multi_match", query=text, fields=PHRASE_FIELDS, type="bool_prefix", boost=0.4)
    return Q("bool", should=[whole, begins], minimum_should_match=1)


def clause(query: Query, audiences: Iterable[int]) -> Clause:
    """What matches a query, for a reader of these audiences."""
    return Q("bool", filter=[seen_by(audiences)], must=[matching(query)])


def seen_by(audiences: Iterable[int]) -> Clause:
    """What readers of these audiences may see."""
    return Q("terms", audience=[str(pk) for pk in sorted(audiences)])


def matching(query: Query) -> Clause:
    """What matches a query, whoever may see it."""
    terms = [words(term) for term in query.terms]
    less = [words(term) for term in query.excluded]
    if query.any_term and terms:
        return Q("bool", should=terms, minimum_should_match=1, must_not=less)
    return Q("bool", must=terms or [Q("match_all")], must_not=less)


def any_word(query: Query) -> Clause:
    """The words of a query, none of which must be there: what is to be marked."""
    return Q("bool", must=[Q("match_all")], should=[words(term) for term in query.terms])


def filters(wanted: Wanted, *, skip: str = "", any_kind: bool = False) -> Clause:
    """The filters of the address, less one of them."""
    chosen = [
        Q("terms", facets=[f"{name}{BETWEEN}{value}" for value in sorted(values)])
        for name, values in wanted.facets.items()
        if values and name != skip
    ]
    if wanted.kind and not any_kind:
        chosen.append(Q("term", kind=wanted.kind))
    return Q("bool", filter=chosen) if chosen else Q("match_all")


def limits(wanted: Wanted) -> Clause:
    """The author and the days, which every number of the answer keeps to."""
    given = [Q("term", author=wanted.author)] if wanted.author else []
    if days := _days(wanted.after, wanted.before):
        given.append(Q("range", published=days))
    return Q("bool", filter=given) if given else Q("match_all")


def _days(after: date | None, before: date | None) -> dict[str, str]:
    """Published on these days or between them, by the clock of the hub."""
    zone = timezone.get_default_timezone()
    days = {}
    if after:
        days["gte"] = datetime.combine(after, time.min, zone).isoformat()
    if before and before < date.max:
        days["lt"] = datetime.combine(before + timedelta(days=1), time.min, zone).isoformat()
    return days


def boosted(found: Clause) -> Clause:
    """What is found with its score raised by kind and by age, as the database raises it."""
    kinds = [{"filter": Q("term", kind=kind), "weight": weight} for kind, weight in KINDS.items()]
    by_kind = Q("function_score", query=found, functions=kinds, score_mode="first", boost_mode="multiply")
    age = {"origin": "now", "scale": f"{HALF_LIFE_DAYS:.0f}d", "decay": 0.5}
    recent = [{"weight": 1.0}, {"exp": {"published": age}, "weight": NEW}]
    return Q("function_score", query=by_kind, functions=recent, score_mode="sum", boost_mode="multiply")


def search_for(wanted: Wanted, most: int) -> Search:
    """The whole search: the best ids, and the counts of kinds and facets, in one request."""
    best = wanted.query.terms and not wanted.newest
    words = clause(wanted.query, wanted.audiences) & Q("bool", filter=[limits(wanted)])
    found = Search().query(boosted(words) if best else words).post_filter(filters(wanted))
    kinds = A("filter", filter=filters(wanted, any_kind=True))
    kinds.bucket("by", "terms", field="kind", size=50)
    free = A("filter", filter=filters(wanted))
    free.bucket("by", "terms", field="facets", size=MOST_VALUES)
    found.aggs.metric("matches", "value_count", field="kind")
    found.aggs.bucket("kinds", kinds)
    found.aggs.bucket("facets", free)
    for name in sorted(name for name, values in wanted.facets.items() if values):
        each = A("filter", filter=filters(wanted, skip=name))
        each.bucket("by", "terms", field="facets", size=MOST_VALUES, include=f"{name}{BETWEEN}.*")
        found.aggs.bucket(f"facet-{name}", each)
    newest = {"published": "desc"}
    order = ["_score", newest] if best else [newest]
    return found.sort(*order).source(False).extra(track_total_hits=True, size=most)
