"""Searches that people keep, in the cluster's percolator: it is given new entries, and answers
which of the searches find them.

The index of them is no more than what was asked last: what it lacks is put there before it is
asked, such as a search whose synonyms have changed, and what nobody asks for any more goes.
A search is kept once, by what it looks for: without the people who keep it, and without their
audiences, which are looked at here when an answer comes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch_dsl import Q

from search.engines import Wanted
from search.engines.cluster.asking import filters, limits, matching
from search.engines.cluster.documents import LAYOUT, source_of
from search.engines.cluster.names import layout_of, new_saved_index, saved_index
from search.engines.cluster.sending import bulk, facets_of
from search.engines.database import closed
from search.models import SearchEntry

AT_ONCE = 5_000  # searches, fewer than the cluster gives in one answer
ENTRIES = 50  # in one question
Kept = dict[str, dict[str, Any]]
Row = TypeVar("Row")


class Unsettled(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The searches are not there although they were just put there: somebody else changes them."""


def find_matches(
    to: Elasticsearch, saved: Mapping[int, Wanted], ids: Collection[int]
) -> dict[int, list[int]]:
    """Which entries each search finds. Raises what the client raises, and Unsettled."""
    kept, askers = _by_query(saved)
    settle(to, kept)
    found: dict[int, list[int]] = defaultdict(list)
    entries = list(SearchEntry.objects.filter(pk__in=ids).order_by("pk"))
    for some in _pieces(entries, ENTRIES):
        for key, places in _percolate(to, sorted(kept), some):
            for asker in askers[key]:
                seen = saved[asker].audiences
                found[asker] += [some[at].pk for at in places if some[at].audience_id in seen]
    return {asker: sorted(pks) for asker, pks in found.items() if pks}


def _by_query(saved: Mapping[int, Wanted]) -> tuple[Kept, dict[str, list[int]]]:
    """The searches by what they look for, and who asks for each."""
    kept: Kept = {}
    askers: dict[str, list[int]] = defaultdict(list)
    for asker, wanted in saved.items():
        query = (matching(closed(wanted.query)) & filters(wanted) & limits(wanted)).to_dict()
        key = hashlib.sha256(json.dumps(query, sort_keys=True).encode()).hexdigest()
        kept[key] = query
        askers[key].append(asker)
    return kept, askers


def settle(to: Elasticsearch, kept: Kept) -> None:
    """Makes the index hold these searches and no others."""
    there = _there(to)
    missing, gone = kept.keys() - there, there - kept.keys()
    if missing or gone:
        name = saved_index()
        actions: list[dict[str, Any]] = [
            {"_op_type": "index", "_index": name, "_id": key, "_source": {"key": key, "query": kept[key]}}
            for key in sorted(missing)
        ]
        actions += [{"_op_type": "delete", "_index": name, "_id": key} for key in sorted(gone)]
        bulk(to, actions)
        to.indices.refresh(index=name)


def _there(to: Elasticsearch) -> set[str]:
    """The searches in the index, which is made where it is not there or older."""
    try:
        if layout_of(to, saved_index()) < LAYOUT:
            new_saved_index(to)
    except NotFoundError:
        new_saved_index(to)
    keys: set[str] = set()
    last = ""
    while True:
        answer = to.search(
            index=saved_index(),
            query={"range": {"key": {"gt": last}}},
            sort=["key"],
            source=False,
            size=AT_ONCE,
            allow_partial_search_results=False,
        )
        hits = answer["hits"]["hits"]
        keys |= {hit["_id"] for hit in hits}
        if len(hits) < AT_ONCE:
            return keys
        last = hits[-1]["_id"]


def _percolate(
    to: Elasticsearch, keys: Sequence[str], entries: Sequence[SearchEntry]
) -> Iterator[tuple[str, list[int]]]:
    """The searches that find some of the entries, each with the places of those."""
    facets = facets_of(entries)
    given = [source_of(entry, facets[entry.shelf_id]) for entry in entries]
    for some in _pieces(keys, AT_ONCE):
        query = Q(
            "bool", filter=[Q("ids", values=list(some)), Q("percolate", field="query", documents=given)]
        )
        answer = to.search(
            index=saved_index(),
            query=query.to_dict(),
            source=False,
            size=AT_ONCE,
            allow_partial_search_results=False,
            aggs={"there": {"global": {}, "aggs": {"asked": {"filter": {"ids": {"values": list(some)}}}}}},
        )
        if answer["aggregations"]["there"]["asked"]["doc_count"] < len(some):
            raise Unsettled
        for hit in answer["hits"]["hits"]:
            yield hit["_id"], hit["fields"]["_percolator_document_slot"]


def _pieces(rows: Sequence[Row], size: int) -> Iterable[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
