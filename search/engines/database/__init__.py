"""The database engine: FTS5 on SQLite, tsvector on PostgreSQL.

What the two have in common stands here and in `shelves.py`: how results are counted, which are
ranked, and when the last word is taken as a beginning. What differs is in `sqlite.py` and
`postgresql.py`, which keep to `Dialect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from search.engines import Build, Found, Marked, Wanted
from search.engines.database.shelves import Counts, Shelf
from search.models import SearchEntry
from search.query import Query, Term

# Fewer results than this, and an open last word is tried as the beginning of one.
FEW = 5


class Dialect(Protocol):
    """What differs between databases. `Query` is turned into the database's own language here,
    from folded words or quoted text that is passed as a parameter, never as SQL."""

    rank_all: int  # with more matches than this, only some hundred candidates are ranked

    def create(self, table: str) -> None:
        """Makes an empty text index."""
        ...

    def drop(self, table: str) -> None:
        """Takes it away."""
        ...

    def keep_places(self) -> None:
        """Mends what a migration of the entries may have taken away."""
        ...

    def counts(self, query: Query, audiences: Iterable[int]) -> list[Shelf]:
        """How many entries match on each shelf of some audiences."""
        ...

    def ranked(self, query: Query, shelves: Sequence[int], most: int) -> list[int]:
        """The best of all matches on some shelves; the newer first among equals."""
        ...

    def candidates(self, query: Query, shelves: Sequence[int], most: int) -> list[int]:
        """The best of some hundred matches: those in titles, then the newest."""
        ...

    def newest(self, query: Query, shelves: Sequence[int], most: int) -> list[int]:
        """The newest matches on some shelves."""
        ...

    def marked(self, query: Query, ids: Sequence[int]) -> dict[int, Marked]:
        """Titles and snippets of matches."""
        ...

    def insert(self, table: str, entries: Sequence[SearchEntry]) -> None:
        """Adds entries that are not there."""
        ...

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Takes entries out."""
        ...

    def build(self) -> Build:
        """Begins a new text index."""
        ...

    def empty(self) -> bool:
        """Whether the text index holds nothing. Raises DatabaseError where there is none."""
        ...


TABLE = "search_text"
DIALECTS = {
    "sqlite": "search.engines.database.sqlite.SQLite",
    "postgresql": "search.engines.database.postgresql.PostgreSQL",
}


@cache
def dialect_for(vendor: str) -> Dialect:
    """The dialect of a database, by Django's word for its vendor."""
    dialect: Dialect = import_string(DIALECTS[vendor])()
    return dialect


def closed(query: Query) -> Query:
    """The query with its last word as a whole one."""
    if not query.terms:
        return query
    last = query.terms[-1]
    return replace(query, terms=(*query.terms[:-1], Term(last.text, last.words)))


class DatabaseEngine:
    """Search in the hub's own database."""

    @property
    def dialect(self) -> Dialect:
        """That of the database in use."""
        return dialect_for(connection.vendor)

    def search(self, wanted: Wanted, *, most: int) -> Found:
        """Counts by shelf, then ranks on the shelves that the filters leave. Five queries."""
        query, shelves = self._counted(wanted)
        counts = Counts(shelves, wanted)
        return Found(
            total=counts.total,
            kinds=counts.kinds(),
            facets=counts.facets(),
            ids=self._best(query, counts, wanted.newest, most),
            query=query,
        )

    def _counted(self, wanted: Wanted) -> tuple[Query, list[Shelf]]:
        """The matches by shelf; where whole words find few, an open last word is let go on."""
        query = wanted.query
        if not query.open:
            return query, self.dialect.counts(query, wanted.audiences)
        whole = closed(query)
        shelves = self.dialect.counts(whole, wanted.audiences)
        if sum(shelf.matches for shelf in shelves) >= FEW:
            return whole, shelves
        return query, self.dialect.counts(query, wanted.audiences)

    def _best(self, query: Query, counts: Counts, newest: bool, most: int) -> list[int]:
        if not counts.total:
            return []
        ids = [shelf.pk for shelf in counts.chosen]
        if newest or not query.terms:
            return self.dialect.newest(query, ids, most)
        if counts.total > self.dialect.rank_all:
            return self.dialect.candidates(query, ids, most)
        return self.dialect.ranked(query, ids, most)

    def marked(self, query: Query, ids: Iterable[int]) -> dict[int, Marked]:
        """Titles and snippets of entries with the hits marked. One query, or two."""
        rows = list(ids)
        if not rows:
            return {}
        return self.dialect.marked(query, rows)

    def put(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries, or replaces them."""
        if entries:
            self.dialect.delete(TABLE, [entry.pk for entry in entries])
            self.dialect.insert(TABLE, entries)

    def remove(self, ids: Iterable[int]) -> None:
        """Forgets entries."""
        rows = list(ids)
        if rows:
            self.dialect.delete(TABLE, rows)

    def build(self) -> Build:
        """Begins a new index."""
        return self.dialect.build()

    def check(self) -> str:
        """ "ok", or what is wrong."""
        try:
            if self.dialect.empty() and SearchEntry.objects.exists():
                return "empty: run rebuild_search"
        except DatabaseError:
            return "no text index: run migrate, then rebuild_search"
        return "ok"
