"""The cluster engine: Elasticsearch 8, or OpenSearch 2. Where it does not answer, the database does.

The database's own index is kept beside it, so that a reader gets an answer within two seconds
whatever the cluster does; the page says so. What is to be indexed waits in the database and is
sent by the worker (`sending.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from elasticsearch import BadRequestError, NotFoundError
from elasticsearch_dsl import Search
from elasticsearch_dsl.response import Response

from search.engines import Build, Counted, Found, Marked, Wanted
from search.engines.cluster.asking import search_for
from search.engines.cluster.building import ClusterBuild
from search.engines.cluster.connection import FAILURES, breaker, client
from search.engines.cluster.documents import BETWEEN
from search.engines.cluster.marking import marked, search_marks
from search.engines.cluster.names import read_alias
from search.engines.cluster.sending import waiting
from search.engines.database import FEW, DatabaseEngine, closed
from search.models import SearchEntry, SearchFacet
from search.query import Query

logger = logging.getLogger(__name__)


class ClusterEngine:
    """Search in a cluster, with the database engine behind it."""

    def __init__(self) -> None:
        self.database = DatabaseEngine()

    def search(self, wanted: Wanted, *, most: int) -> Found:
        """One request, or two where whole words find few; and one query for the labels of facets."""
        whole = replace(wanted, query=closed(wanted.query))
        answer = self._ask(search_for(whole, most))
        if answer is not None and wanted.query.open and _matches(answer) < FEW:
            whole, answer = wanted, self._ask(search_for(wanted, most))
        if answer is None:
            return replace(self.database.search(wanted, most=most), instead=True)
        return Found(
            total=answer.hits.total.value,
            kinds={bucket.key: bucket.doc_count for bucket in answer.aggregations.kinds.by.buckets},
            facets=_facets(answer, wanted),
            ids=[int(hit.meta.id) for hit in answer.hits],
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

    @staticmethod
    def _ask(search: Search) -> Response | None:
        """The cluster's answer; None where it gives none, which is remembered for a while."""
        if breaker.is_open:
            return None
        try:
            answer: Response = search.using(client()).index(read_alias()).execute()
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

    def build(self) -> Build:
        """Begins a new index in the cluster and in the database."""
        return ClusterBuild(self.database.build())

    def check(self) -> str:
        """ "ok", or what is wrong."""
        state = self.database.check()
        if state != "ok":
            return state
        try:
            health = client().cluster.health()
        except FAILURES:
            return "the cluster does not answer; the database answers in its place"
        if health["status"] == "red":
            return "the cluster is red; the database answers where it cannot"
        count = waiting()
        return f"{count} changes wait to be sent" if count else "ok"


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
