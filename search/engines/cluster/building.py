"""Builds a new index beside the one in use: written to from the start, read when it is whole."""

from __future__ import annotations

from collections.abc import Sequence

from search.engines import Build
from search.engines.cluster import names
from search.engines.cluster.connection import patient
from search.engines.cluster.sending import bulk, puts
from search.models import SearchEntry

# A thing may come or go between the count here and the count there.
MOST_MISSING = 50


class Incomplete(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The new index lacks entries, so the old one stays in use."""


class ClusterBuild:
    """A new index in the cluster, and beside it one in the database, which stands in for it."""

    def __init__(self, beside: Build) -> None:
        self.beside = beside
        self.to = patient()
        self.name = names.new_index(self.to)
        # What changes while it is built reaches both: versions decide what is newer.
        names.write_to(self.to, self.name)

    def add(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries."""
        self.beside.add(entries)
        bulk(self.to, puts(self.name, entries))

    def swap(self) -> None:
        """Puts the new index in the place of the old one. Raises Incomplete where it lacks entries."""
        self.beside.swap()
        self.to.indices.refresh(index=self.name)
        there = int(self.to.count(index=self.name)["count"])
        wanted = SearchEntry.objects.count()
        if there < wanted - MOST_MISSING:
            raise Incomplete(
                f"the new index holds {there:,} of {wanted:,} entries; the old one stays in use."
            )
        names.read_from(self.to, self.name)
