"""Builds a new index beside the one in use: written to from the start, read when it is whole."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from search.engines import Build, Incomplete, Lost
from search.engines.cluster import names
from search.engines.cluster.connection import patient
from search.engines.cluster.sending import bulk, puts, removal, send_waiting
from search.index import next_version
from search.models import SearchEntry

# A thing may go between the count here and the count there.
TRIES = 5
AT_ONCE = 1_000


class NothingKept(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """There is no index to go back to."""


class ClusterBuild:
    """A new index in the cluster, and beside it one in the database, which stands in for it."""

    def __init__(self, beside: Build, to: Elasticsearch, name: str) -> None:
        self.beside = beside
        self.to = to
        self.name = name

    def add(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries."""
        self.beside.add(entries)
        bulk(self.to, puts(self.name, entries))

    def swap(self) -> None:
        """Puts the new index in the place of the old one. Raises Incomplete where it lacks entries."""
        _compare(self.to, self.name)
        self.beside.swap()
        names.read_from(self.to, self.name)

    def drop(self) -> None:
        """Throws the new index away."""
        self.beside.drop()
        names.drop(self.to, [self.name])


def begin(beside: Build) -> ClusterBuild:
    """A new index. What is left of builds that were given up goes."""
    to = patient()
    names.drop(to, names.half_built(to))
    name = names.new_index(to)
    # What changes while it is built reaches both: versions decide what is newer.
    names.write_to(to, name)
    return ClusterBuild(beside, to, name)


def go_on(beside: Build, name: str) -> ClusterBuild:
    """The build of that name. Raises Lost."""
    to = patient()
    if name not in names.half_built(to):
        raise Lost
    return ClusterBuild(beside, to, name)


def go_back() -> str:
    """Readers get the index that was in use before the last rebuild, with what changed since then.
    Returns its name. Raises NothingKept and Incomplete."""
    to = patient()
    current = names.behind(to, names.read_alias())
    kept = names.kept(to)
    if not (kept and current):
        raise NothingKept
    name = kept[-1]
    names.write_to(to, name)
    SearchEntry.objects.filter(version__gte=names.since(to, current[-1])).update(is_sent=False)
    _forget_gone(to, name)
    try:
        _compare(to, name)
    except Incomplete:
        to.indices.delete_alias(index=name, name=names.write_alias())
        raise
    names.read_from(to, name)
    return name


def _compare(to: Elasticsearch, name: str) -> None:
    """Counts the entries here and there, with what waits sent between. Raises Incomplete."""
    there = wanted = 0
    for left in reversed(range(TRIES)):
        # Here first: what comes after this count is no entry that the new index lacks.
        wanted = SearchEntry.objects.count()
        send_waiting()
        to.indices.refresh(index=name)
        there = int(to.count(index=name)["count"])
        if there >= wanted:
            return
        if left:
            time.sleep(0.5)
    raise Incomplete(f"the new index holds {there:,} of {wanted:,} entries; the old one stays in use.")


def _forget_gone(to: Elasticsearch, name: str) -> None:
    """Takes out of an index what is no entry any more."""
    ids: Iterator[int] = (int(hit["_id"]) for hit in scan(to, index=name, source=False, size=AT_ONCE))
    while some := list(islice(ids, AT_ONCE)):
        there = set(SearchEntry.objects.filter(pk__in=some).values_list("pk", flat=True))
        version = next_version()
        bulk(to, [removal(name, pk, version) for pk in some if pk not in there])
