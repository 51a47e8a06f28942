"""The cluster engine: Elasticsearch 8, or OpenSearch 2. Where it does not answer, the database does.

The database's own index is kept beside it, so that a reader gets an answer within two seconds
whatever the cluster does; the page says so. What is to be indexed waits in the database and is
sent by the worker (`sending.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from elasticsearch import BadRequestError, NotFoundError
from elasticsearch_dsl import Search
from elasticsearch_dsl.response import Response

from search.engines import Build, Counted, Engine, Found, Marked, Wanted
from search.engines.cluster.asking import search_for
from search.engines.cluster.building import begin, go_on
from search.engines.cluster.connection import (
    FAILURES,
    WHOLE,
    breaker,
    client,
    hurried,
    patient,
)
from search.engines.cluster.documents import BETWEEN, LAYOUT
from search.engines.cluster.marking import marked, search_marks
from search.engines.cluster.names import layout, layout_of, prefix, read_alias
from search.engines.cluster.saved import Unsettled, find_matches
from search.engines.cluster.sending import NotTaken, waiting
from search.engines.cluster.spelling import best_of, counted, respelt, said, single_words, spellings
from search.engines.cluster.suggesting import like_this, typed_titles
from search.engines.database import FEW, DatabaseEngine, closed
from search.engines.patience import SHORTEST, patience
from search.models import SearchEntry, SearchFacet
from search.query import Query
from search.synonyms import known_synonyms

logger = logging.getLogger(__name__)


class ClusterEngine:
    """Search in a cluster, with the database engine behind it."""

    def __init__(self) -> None:
        self.database = cast("Engine", DatabaseEngine())

    def search(self, wanted: Wanted, *, most: int) -> Found:
        """One request, or two where whole words find few; and one query for the labels of facets."""
        whole = replace(wanted, query=closed(wanted.query))
        if wanted.author and not self._has_all_fields():
            return replace(self.database.search(wanted, most=most), instead=breaker.is_open)
        answer = self._ask(search_for(whole, most))
        if answer is not None and wanted.query.open and _matches(answer) < FEW:
            whole, answer = wanted, self._ask(search_for(wanted, most))
        if answer is None:
            return replace(self.database.search(wanted, most=most), instead=True)
        return Found(
            total=answer.hits.total.value,
            kinds={bucket.key: bucket.doc_count for bucket in answer.aggregations.kinds.by.buckets},
            facets=_facets(answer, wanted),
            ids=_ids(answer),
            query=whole.query,
        )

    def marked(self, query: Query, ids: Iterable[int]) -> dict[int, Marked]:
        """Titles and snippets, each marked where the words stand."""
        wanted = [str(pk) for pk in ids]
        if not wanted:
            return {}
        found = search_marks(query, wanted)
        answer = self._ask(found)
        if answer is None:
            return self.database.marked(query, [int(pk) for pk in wanted])
        return {int(hit.meta.id): marked(hit) for hit in answer.hits}

    def suggest(self, beginning: str, audiences: Iterable[int], *, most: int) -> list[int]:
        """Titles with the words of a text, the last of them as a beginning. One request."""
        readers = frozenset(audiences)
        found = typed_titles(beginning, readers, most)
        if found is None:
            return []
        answer = self._ask(found) if self._has_all_fields() else None
        return self.database.suggest(beginning, readers, most=most) if answer is None else _ids(answer)

    def did_you_mean(self, wanted: Wanted) -> str:
        """Another spelling of the words that find nothing. Three requests at most."""
        words = single_words(wanted.query)
        if not words:
            return ""
        counts = self._counts(wanted, words) if self._has_all_fields() else None
        if counts is None:
            return self.database.did_you_mean(wanted)
        right = known_synonyms()
        unknown = [word for word in words if not counts[word] and not right.knows(word)]
        known = [word for word in words if counts[word]]
        if not unknown:
            return ""
        answer = self._ask(spellings(wanted, unknown, known))
        if answer is None:
            return self.database.did_you_mean(wanted)
        texts = [option.text for entry in answer.suggest.spelling for option in entry.options]
        spelt = {text: query for text in texts if (query := respelt(wanted.query, unknown, text))}
        counts = self._counts(wanted, spelt, filtered=True) if spelt else {}
        if counts is None:
            return self.database.did_you_mean(wanted)
        best = best_of(unknown, counts)
        return said(spelt[best]) if best else ""

    def _counts(
        self, wanted: Wanted, queries: Mapping[str, Query], *, filtered: bool = False
    ) -> dict[str, int] | None:
        """How many things the reader finds with each of some queries."""
        answer = self._ask(counted(wanted, queries, filtered=filtered))
        if answer is None:
            return None
        buckets = answer.aggregations.to_dict()["each"]["buckets"]
        return {text: bucket["doc_count"] for text, bucket in buckets.items()}

    def like(
        self, entry: SearchEntry, audiences: Iterable[int], *, kinds: Collection[str], most: int
    ) -> list[int]:
        """What shares the words that tell an entry from others. One request."""
        readers = frozenset(audiences)
        answer = self._ask(like_this(entry, readers, kinds, most))
        if answer is None:
            return self.database.like(entry, readers, kinds=kinds, most=most)
        return _ids(answer)

    def matching(self, saved: Mapping[int, Wanted], ids: Collection[int]) -> dict[int, list[int]]:
        """Asks the percolator. The worker asks, not a reader, so it may take longer."""
        if not (saved and ids):
            return {}
        if not breaker.is_open:
            try:
                return find_matches(patient(), saved, ids)
            except (*FAILURES, NotTaken, Unsettled) as error:
                logger.warning("Saved searches are matched in the database (%s)", type(error).__name__)
        return self.database.matching(saved, ids)

    @staticmethod
    def _has_all_fields() -> bool:
        """Whether the index has the fields of today; False where the cluster does not answer.

        One that was built before a change of the fields lacks them until it is rebuilt.
        """
        if breaker.is_open or patience.left < SHORTEST:
            return False
        try:
            with patience.spend():
                return layout.is_current(hurried())
        except NotFoundError:
            return False
        except FAILURES as error:
            breaker.failed()
            logger.warning("The search cluster does not answer (%s)", type(error).__name__)
            return False

    @staticmethod
    def _ask(search: Search) -> Response | None:
        """The cluster's answer; None where it gives none, which is remembered for a while."""
        if breaker.is_open or patience.left < SHORTEST:
            return None
        try:
            with patience.spend():
                answer: Response = search.using(hurried()).index(read_alias()).params(**WHOLE).execute()
        except NotFoundError:  # nothing was ever sent
            return None
        except BadRequestError:
            # Ours to mend; the reader gets the database's answer meanwhile.
            logger.exception("The search cluster does not understand a search")
            return None
        except FAILURES as error:
            breaker.failed()
            logger.warning("The search cluster does not answer (%s)", type(error).__name__)
            return None
        breaker.answered()
        return answer

    def put(self, entries: Sequence[SearchEntry]) -> None:
        """Into the database's index at once; the rows themselves wait for the cluster."""
        self.database.put(entries)

    def remove(self, ids: Iterable[int]) -> None:
        """Out of the database's index at once."""
        self.database.remove(ids)

    def build(self, *, resume: str = "") -> Build:
        """Begins a new index in the cluster and in the database, or goes on with both."""
        beside = self.database.build(resume=resume)
        return go_on(beside, resume) if resume else begin(beside)

    def check(self) -> str:
        """ "ok", or what is wrong."""
        state = self.database.check()
        return self._check_cluster() if state == "ok" else state

    @staticmethod
    def _check_cluster() -> str:
        try:
            if client().cluster.health(index=f"{prefix()}-*")["status"] == "red":
                return "the cluster is red; the database answers where it cannot"
            if layout_of(client(), read_alias()) < LAYOUT:
                return "the cluster's index is of an older form: run rebuild_search"
        except NotFoundError:
            pass  # the first thing that is sent makes an index
        except FAILURES:
            return "the cluster does not answer; the database answers in its place"
        count = waiting()
        return f"{count} changes wait to be sent" if count else "ok"


def _ids(answer: Response) -> list[int]:
    return [int(hit.meta.id) for hit in answer.hits]


def _matches(answer: Response) -> int:
    """What matches the words, whatever kind and facets are chosen."""
    return int(answer.aggregations.matches.value)


def _facets(answer: Response, wanted: Wanted) -> list[Counted]:
    """Counts with their labels; those of a chosen facet leave its own choice out of account."""
    chosen = {name for name, values in wanted.facets.items() if values}
    counts: dict[tuple[str, str], int] = {}
    for name, aggregation in answer.aggregations.to_dict().items():
        if not name.startswith("facet"):  # the others count kinds and matches
            continue
        own = name.partition("-")[2]
        for bucket in aggregation["by"]["buckets"]:
            facet, _, value = bucket["key"].partition(BETWEEN)
            if facet == own or (not own and facet not in chosen):
                counts[facet, value] = bucket["doc_count"]
    labels = {
        (row.name, row.value): row.label
        for row in SearchFacet.objects.filter(
            name__in={name for name, _ in counts}, value__in={value for _, value in counts}
        )
    }
    rows = [
        Counted(name, value, labels.get((name, value), value), count)
        for (name, value), count in counts.items()
    ]
    return sorted(rows, key=lambda row: (row.name, -row.count, row.label))
