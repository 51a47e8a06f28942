"""The database engine: FTS5 on SQLite, tsvector on PostgreSQL.

What the two have in common stands here and in `shelves.py`: how results are counted, which are
ranked, and when the last word is taken as a beginning. What differs is in `sqlite.py` and
`postgresql.py`, which keep to `Dialect`, and in `building.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from search.engines import Build, Found, Lost, Marked, Wanted
from search.engines.database.boosting import KINDS, Scored, boosted
from search.engines.database.likeness import query_of, telling_words
from search.engines.database.matching import ENTRIES, SEARCHES, by_search, chunks, fits, places
from search.engines.database.shelves import Counts, Shelf, on_shelves
from search.engines.database.spelling import did_you_mean
from search.engines.database.tables import TABLE
from search.folding import fold
from search.models import SearchEntry
from search.query import Query, typed_title
from search.synonyms import expand

# Fewer results than this, and an open last word is tried as the beginning of one.
FEW = 5
TITLES = 200  # that are ranked where one is suggested


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

    def counts(self, wanted: Wanted) -> Mapping[int, int]:
        """How many entries match on each shelf, whoever may see it."""
        ...

    def ranked(self, wanted: Wanted, shelves: Sequence[int]) -> list[Scored]:
        """All matches on some shelves."""
        ...

    def candidates(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[list[Scored]]:
        """Some hundred matches, in groups of which each stands before the next."""
        ...

    def newest(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[int]:
        """The newest matches on some shelves."""
        ...

    def marked(self, query: Query, ids: Sequence[int]) -> dict[int, Marked]:
        """Titles and snippets of matches."""
        ...

    def titled(self, query: Query, audiences: Iterable[int], most: int) -> list[int]:
        """The latest entries of some audiences whose titles match."""
        ...

    def known(self, words: Sequence[str], audiences: Iterable[int]) -> set[str]:
        """Which words stand in some entry of these audiences, whatever their ending."""
        ...

    def found_by(self, queries: Mapping[int, Query], ids: Sequence[int]) -> list[tuple[int, int]]:
        """Which of some entries each query finds, as pairs of key and id. One query."""
        ...

    def insert(self, table: str, entries: Sequence[SearchEntry]) -> None:
        """Adds entries that are not there."""
        ...

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Takes entries out."""
        ...

    def build(self, *, resume: bool) -> Build:
        """Begins a new text index, or goes on with the one begun."""
        ...

    def half_built(self) -> bool:
        """Whether a new text index was begun and is not in use yet."""
        ...

    def empty(self) -> bool:
        """Whether the text index holds nothing. Raises DatabaseError where there is none."""
        ...


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
    return replace(query, terms=(*query.terms[:-1], replace(query.terms[-1], open=False)))


class DatabaseEngine:
    """Search in the hub's own database."""

    @property
    def dialect(self) -> Dialect:
        """That of the database in use."""
        return dialect_for(connection.vendor)

    def search(self, wanted: Wanted, *, most: int) -> Found:
        """Counts by shelf, then ranks on the shelves that the filters leave. Five queries."""
        wanted, there = self._counted(wanted)
        counts = Counts(there, wanted)
        return Found(
            total=counts.total,
            kinds=counts.kinds(),
            facets=counts.facets(),
            ids=self._best(wanted, counts.chosen, most),
            query=wanted.query,
        )

    def _counted(self, wanted: Wanted) -> tuple[Wanted, list[Shelf]]:
        """The matches by shelf; where whole words find few, an open last word is let go on."""
        if not wanted.query.open:
            return wanted, self._shelves(wanted)
        whole = replace(wanted, query=closed(wanted.query))
        there = self._shelves(whole)
        if sum(shelf.matches for shelf in there) >= FEW:
            return whole, there
        return wanted, self._shelves(wanted)

    def _shelves(self, wanted: Wanted) -> list[Shelf]:
        """How many entries match on each shelf of the reader's audiences."""
        return on_shelves(self.dialect.counts(wanted), wanted.audiences)

    def _best(self, wanted: Wanted, chosen: Sequence[Shelf], most: int) -> list[int]:
        """The best matches on some shelves, with the boosts of their kinds and dates."""
        total = sum(shelf.matches for shelf in chosen)
        if not total:
            return []
        ids = [shelf.pk for shelf in chosen]
        if wanted.newest or not wanted.query.terms:
            return self.dialect.newest(wanted, ids, most)
        if total > self.dialect.rank_all:
            groups = self.dialect.candidates(wanted, ids, most)
        else:
            groups = [self.dialect.ranked(wanted, ids)]
        kinds = {shelf.pk: shelf.kind for shelf in chosen}
        best = [each.pk for group in groups for each in boosted(group, kinds)]
        return list(dict.fromkeys(best))[:most]

    def marked(self, query: Query, ids: Iterable[int]) -> dict[int, Marked]:
        """Titles and snippets of entries with the hits marked. One query, or two."""
        rows = list(ids)
        if not rows:
            return {}
        return self.dialect.marked(query, rows)

    def suggest(self, beginning: str, audiences: Iterable[int], *, most: int) -> list[int]:
        """Titles that begin so, then guides and case studies, then the newest. Three queries."""
        query = typed_title(beginning)
        if not query.terms:
            return []
        ids = self.dialect.titled(expand(query), audiences, TITLES)
        rows = SearchEntry.objects.filter(pk__in=ids).values_list("pk", "title", "kind", "published")
        start = " ".join(fold(beginning).split())
        ranked = sorted(
            rows,
            key=lambda row: (" ".join(fold(row[1]).split()).startswith(start), KINDS.get(row[2], 1), row[3]),
            reverse=True,
        )
        return [pk for pk, *_ in ranked[:most]]

    def did_you_mean(self, wanted: Wanted) -> str:
        """The words of a search as they may have been meant, or nothing. A dozen queries at most."""
        return did_you_mean(wanted, self.dialect.known, self._finds)

    def _finds(self, wanted: Wanted) -> bool:
        """Whether a search finds anything."""
        return bool(Counts(self._shelves(wanted), wanted).total)

    def like(
        self, entry: SearchEntry, audiences: Iterable[int], *, kinds: Collection[str], most: int
    ) -> list[int]:
        """What has most of the words that tell an entry from others. Five queries."""
        among = frozenset(audiences)
        query = query_of(telling_words(entry, among))
        if not query.terms:
            return []
        wanted = Wanted(query=query, audiences=among)
        chosen = [shelf for shelf in self._shelves(wanted) if shelf.kind in kinds]
        return [pk for pk in self._best(wanted, chosen, most + 1) if pk != entry.pk][:most]

    def matching(self, saved: Mapping[int, Wanted], ids: Collection[int]) -> dict[int, list[int]]:
        """Which of some entries each of some saved searches finds; its last word is a whole one.

        The entries are few and the searches many, so the words are compared with those entries
        alone: a query for each hundred searches and two hundred entries. What is no matter of words
        is compared here.
        """
        found: list[tuple[int, int]] = []
        for some in chunks(sorted(ids), ENTRIES):
            there = places(some)
            fitting = {key: [pk for pk in there if fits(wanted, there[pk])] for key, wanted in saved.items()}
            found += [(key, pk) for key, pks in fitting.items() if not saved[key].query.terms for pk in pks]
            worded = [key for key, pks in fitting.items() if pks and saved[key].query.terms]
            for keys in chunks(worded, SEARCHES):
                queries = {key: closed(saved[key].query) for key in keys}
                rows = self.dialect.found_by(queries, list(there))
                found += [(key, pk) for key, pk in rows if pk in fitting[key]]
        return by_search(found)

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

    def build(self, *, resume: str = "") -> Build:
        """Begins a new index, or goes on with the one that was begun."""
        if resume and not self.dialect.half_built():
            raise Lost
        return self.dialect.build(resume=bool(resume))

    def check(self) -> str:
        """ "ok", or what is wrong."""
        try:
            if self.dialect.empty() and SearchEntry.objects.exists():
                return "empty: run rebuild_search"
        except DatabaseError:
            return "no text index: run migrate, then rebuild_search"
        return "ok"
