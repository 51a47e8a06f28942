"""Search on SQLite: FTS5 (https://www.sqlite.org/fts5.html) in a table of its own.

A row of the text index has the id of its entry. What is counted and filtered by stands once more
in the narrow table `search_place`, which triggers keep as the entries are: reading it by that id
takes half the time that the wide rows or an index over them take.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; all else is a parameter.

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from search.engines import END, HIT, Marked, Wanted
from search.engines.database.boosting import Scored
from search.engines.database.building import SQLiteIndex
from search.engines.database.tables import NEW, TABLE, run
from search.models import SearchEntry
from search.periods import end_of, start_of
from search.query import Query, Term

FEW = "search_few"
COLUMNS = "title, summary, body, tokenize = 'porter unicode61 remove_diacritics 2'"
# Of title, summary, body. FTS5 gives the best the lowest score, below nothing.
BM25 = f"-bm25({TABLE}, 10.0, 4.0, 1.0)"
SNIPPET_TOKENS = 32

# CROSS JOIN keeps the order: first the matches, then their places.
_PLACE = "CROSS JOIN search_place p ON p.id = t.rowid"
_AGE = "julianday('now') - julianday(p.published)"
_ON_SHELVES = "p.shelf_id IN (SELECT value FROM json_each(%s))"
_OF_AUDIENCES = (
    "p.shelf_id IN (SELECT id FROM search_searchshelf WHERE audience_id IN (SELECT value FROM json_each(%s)))"
)
PLACES = (
    "CREATE TABLE IF NOT EXISTS search_place "
    "(id INTEGER PRIMARY KEY, shelf_id INTEGER NOT NULL, published TEXT NOT NULL)",
    "DELETE FROM search_place",
    "INSERT INTO search_place SELECT id, shelf_id, published FROM search_searchentry",
    "CREATE TRIGGER search_place_insert AFTER INSERT ON search_searchentry BEGIN "
    "INSERT INTO search_place VALUES (NEW.id, NEW.shelf_id, NEW.published); END",
    "CREATE TRIGGER search_place_update AFTER UPDATE OF shelf_id, published ON search_searchentry BEGIN "
    "UPDATE search_place SET shelf_id = NEW.shelf_id, published = NEW.published WHERE id = NEW.id; END",
    "CREATE TRIGGER search_place_delete AFTER DELETE ON search_searchentry BEGIN "
    "DELETE FROM search_place WHERE id = OLD.id; END",
)


def _quoted(term: Term) -> str:
    """A term as FTS5 strings, in which nothing has a meaning; a star for an open end.

    Its own words, or one of its synonyms as a phrase.
    """
    text = term.text.replace('"', " ")
    own = " AND ".join(f'"{word}"' for word in term.words) if term.loose else f'"{text}"'
    ways = [f"({own}{'*' if term.open else ''})", *(f'"{" ".join(way)}"' for way in term.also)]
    return f"({' OR '.join(ways)})"


def expression(query: Query) -> str:
    """A query in FTS5's language: each term a string, terms to leave out after NOT."""
    wanted = (" OR " if query.any_term else " AND ").join(_quoted(term) for term in query.terms)
    unwanted = "".join(f" NOT {_quoted(term)}" for term in query.excluded)
    return f"({wanted}){unwanted}"


def _within(wanted: Wanted) -> tuple[str, list[Any]]:
    """The author and the times of a search as further conditions, with their parameters."""
    sql = ""
    params: list[Any] = []
    if wanted.author:
        # As the index over authors has it, which leaves out what has none.
        sql += " AND p.id IN (SELECT id FROM search_searchentry WHERE author = %s AND NOT (author = ''))"
        params.append(wanted.author)
    if wanted.after:
        sql += " AND p.published >= %s"
        params.append(_as_kept(start_of(wanted.after)))
    if wanted.before:
        sql += " AND p.published < %s"
        params.append(_as_kept(end_of(wanted.before)))
    return sql, params


def _as_kept(moment: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(moment))


class SQLite:
    """The dialect of SQLite."""

    rank_all = 2_000

    def create(self, table: str) -> None:
        """Makes an empty text index."""
        run(f"CREATE VIRTUAL TABLE {table} USING fts5({COLUMNS})")

    def drop(self, table: str) -> None:
        """Takes it away."""
        run(f"DROP TABLE IF EXISTS {table}")

    def keep_places(self) -> None:
        """Makes the narrow table and the triggers that keep it, where they are not there.

        Django changes a table of SQLite by copying it, and the triggers stay behind.
        """
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_searchentry'"
        entries = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'search_searchentry'"
        if len(run(triggers)) == 3 or not run(entries):
            return
        for (name,) in run(triggers):
            run(f"DROP TRIGGER {name}")
        for statement in PLACES:
            run(statement)

    def counts(self, wanted: Wanted) -> Mapping[int, int]:
        """How many entries match on each shelf.

        The shelves of all matches come as one text and are counted here: grouping them in SQLite
        takes as long again.
        """
        matches, params = "search_place p WHERE TRUE", []
        if wanted.query.terms:
            matches = f"{TABLE} t {_PLACE} WHERE {TABLE} MATCH %s"
            params = [expression(wanted.query)]
        within, more = _within(wanted)
        [(told,)] = run(f"SELECT json_group_array(p.shelf_id) FROM {matches}{within}", *params, *more)
        return Counter(json.loads(told))

    def ranked(self, wanted: Wanted, shelves: Sequence[int]) -> list[Scored]:
        """All matches by bm25, the title ten times and the summary four times the body."""
        return self._latest(wanted, expression(wanted.query), shelves, self.rank_all)

    def candidates(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[list[Scored]]:
        """The latest matches in titles, then the latest of all by bm25, if there is room for them.

        What has all the words in its title is as good a match as any other: kind and date decide.
        bm25 first counts every phrase and synonym in the whole index, which takes half of a search.
        """
        match = expression(wanted.query)
        titles = self._latest(wanted, f"{{title}} : {match}", shelves, most, score="1.0")
        return [titles] if len(titles) == most else [titles, self._latest(wanted, match, shelves, most)]

    def _latest(
        self, wanted: Wanted, match: str, shelves: Sequence[int], most: int, *, score: str = BM25
    ) -> list[Scored]:
        """The matches with the highest ids."""
        within, params = _within(wanted)
        rows = run(
            f"SELECT t.rowid, {score}, {_AGE}, p.shelf_id "
            f"FROM {TABLE} t {_PLACE} WHERE {TABLE} MATCH %s AND {_ON_SHELVES}{within} "
            "ORDER BY t.rowid DESC LIMIT %s",
            match,
            json.dumps(shelves),
            *params,
            most,
        )
        return [Scored(*row) for row in rows]

    def newest(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[int]:
        """The newest matches on some shelves."""
        within, more = _within(wanted)
        source, where = "search_place p", _ON_SHELVES
        params: list[Any] = [json.dumps(shelves), *more, most]
        if wanted.query.terms:
            source, where = f"{TABLE} t {_PLACE}", f"{TABLE} MATCH %s AND {_ON_SHELVES}"
            params.insert(0, expression(wanted.query))
        rows = run(
            f"SELECT p.id FROM {source} WHERE {where}{within} ORDER BY p.published DESC, p.id DESC LIMIT %s",
            *params,
        )
        return [row[0] for row in rows]

    def marked(self, query: Query, ids: Sequence[int]) -> dict[int, Marked]:
        """FTS5's own highlights, which know its stems.

        An open word is looked up once for all rows, not again for each of them.
        """
        plus = "+" if query.open else ""
        snippets = ", ".join(
            f"snippet({TABLE}, {column}, '{HIT}', '{END}', '…', {SNIPPET_TOKENS})" for column in (1, 2)
        )
        rows = run(
            f"SELECT rowid, highlight({TABLE}, 0, '{HIT}', '{END}'), {snippets} FROM {TABLE} "
            f"WHERE {TABLE} MATCH %s AND {plus}rowid IN (SELECT value FROM json_each(%s))",
            expression(query),
            json.dumps(ids),
        )
        return {
            pk: Marked(title, body if HIT in body and HIT not in summary else summary or body)
            for pk, title, summary, body in rows
        }

    def titled(self, query: Query, audiences: Iterable[int], most: int) -> list[int]:
        """The entries with the highest ids whose titles match."""
        rows = run(
            f"SELECT t.rowid FROM {TABLE} t {_PLACE} WHERE {TABLE} MATCH %s AND {_OF_AUDIENCES} "
            "ORDER BY t.rowid DESC LIMIT %s",
            f"{{title}} : {expression(query)}",
            json.dumps(list(audiences)),
            most,
        )
        return [row[0] for row in rows]

    def known(self, words: Sequence[str], audiences: Iterable[int]) -> set[str]:
        """Which words have a match; each looks no further than its first."""
        seen = json.dumps(list(audiences))
        one = (
            f"SELECT %s WHERE EXISTS (SELECT 1 FROM {TABLE} t {_PLACE} "
            f"WHERE {TABLE} MATCH %s AND {_OF_AUDIENCES})"
        )
        params = [value for word in words for value in (word, f'"{word}"', seen)]
        return {row[0] for row in run(" UNION ALL ".join([one] * len(words)), *params)}

    def found_by(self, queries: Mapping[int, Query], ids: Sequence[int]) -> list[tuple[int, int]]:
        """Asks a small index of those entries alone, which is thrown away."""
        one = f"SELECT %s, rowid FROM temp.{FEW} WHERE {FEW} MATCH %s"
        params = [value for key, query in queries.items() for value in (key, expression(query))]
        run(f"CREATE VIRTUAL TABLE temp.{FEW} USING fts5({COLUMNS})")
        try:
            run(
                f"INSERT INTO temp.{FEW} (rowid, title, summary, body) SELECT rowid, title, summary, body "
                f"FROM {TABLE} WHERE rowid IN (SELECT value FROM json_each(%s))",
                json.dumps(ids),
            )
            return [(key, pk) for key, pk in run(" UNION ALL ".join([one] * len(queries)), *params)]
        finally:
            run(f"DROP TABLE temp.{FEW}")

    def insert(self, table: str, entries: Sequence[SearchEntry]) -> None:
        """Adds entries that are not there."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
                [(entry.pk, entry.title, entry.summary, entry.body) for entry in entries],
            )

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Takes entries out."""
        run(
            f"DELETE FROM {table} WHERE rowid IN (SELECT value FROM json_each(%s))",
            json.dumps(ids),
        )

    def build(self, *, resume: bool) -> SQLiteIndex:
        """Begins a new text index, or goes on with the one begun."""
        return SQLiteIndex(self, resume=resume)

    def half_built(self) -> bool:
        """Whether a new text index was begun."""
        return bool(run("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s", NEW))

    def empty(self) -> bool:
        """Whether the text index holds nothing."""
        return not run(f"SELECT rowid FROM {TABLE} LIMIT 1")
