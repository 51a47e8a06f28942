"""Search on PostgreSQL: tsvector in a table of its own, with GIN indexes.

Needs no superuser and no extension: accents are folded before a text comes here, and the
configuration `hub_english` stems as English does but keeps stop words, so that phrases are exact
and both databases find the same.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; all else is a parameter.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.engines import END, HIT, Marked, Wanted
from search.engines.database.boosting import Scored
from search.engines.database.building import PostgreSQLIndex
from search.engines.database.marking import restore
from search.engines.database.tables import NEW, TABLE, run
from search.folding import fold
from search.models import SearchEntry
from search.periods import end_of, start_of
from search.query import Query, Term

CONFIG = "hub_english"
# Of body (D), nothing (C), summary (B), title (A).
RANK = "ts_rank('{0.1, 0.1, 0.4, 1.0}', t.vector, q)"
HEADLINE = f"StartSel={HIT}, StopSel={END}, MinWords=18, MaxWords=34"
WHOLE = f"StartSel={HIT}, StopSel={END}, HighlightAll=true"
# A snippet is looked for in this much of a text: ts_headline reads all that it is given.
HEADLINE_LENGTH = 40_000


def _term(term: Term) -> str:
    """A term in tsquery's language: its own words, or one of its synonyms as a phrase.

    Folded words are letters and digits: none is an operator.
    """
    own = (" & " if term.loose else " <-> ").join(term.words) + (":*" if term.open else "")
    ways = [f"({own})", *(f"({' <-> '.join(way)})" for way in term.also)]
    return f"({' | '.join(ways)})"


def expression(query: Query) -> str:
    """A query in tsquery's language."""
    return " & ".join([f"({_wanted(query)})", *(f"!{_term(term)}" for term in query.excluded)])


def _wanted(query: Query) -> str:
    """What of a query is to be there."""
    return (" | " if query.any_term else " & ").join(_term(term) for term in query.terms)


_MATCHING = f"{TABLE} t, to_tsquery('{CONFIG}', %s) q WHERE t.vector @@ q AND t.shelf_id = ANY(%s)"
_OF_AUDIENCES = "t.shelf_id IN (SELECT id FROM search_searchshelf WHERE audience_id = ANY(%s))"
_AGE = "EXTRACT(epoch FROM now() - t.published)::float8 / 86400"
_SCORED = f"t.entry_id, {RANK}, {_AGE}, t.shelf_id"


def _within(wanted: Wanted) -> tuple[str, list[Any]]:
    """The author and the times of a search as further conditions, with their parameters."""
    sql = ""
    params: list[Any] = []
    if wanted.author:
        # As the index over authors has it, which leaves out what has none.
        sql += (
            " AND t.entry_id IN (SELECT id FROM search_searchentry WHERE author = %s AND NOT (author = ''))"
        )
        params.append(wanted.author)
    if wanted.after:
        sql += " AND t.published >= %s"
        params.append(start_of(wanted.after))
    if wanted.before:
        sql += " AND t.published < %s"
        params.append(end_of(wanted.before))
    return sql, params


class PostgreSQL:
    """The dialect of PostgreSQL."""

    rank_all = 1_000

    def configure(self) -> None:
        """Makes the text search configuration."""
        run(f"CREATE TEXT SEARCH DICTIONARY {CONFIG} (TEMPLATE = pg_catalog.snowball, Language = english)")
        run(f"CREATE TEXT SEARCH CONFIGURATION {CONFIG} (COPY = pg_catalog.english)")
        run(
            f"ALTER TEXT SEARCH CONFIGURATION {CONFIG} ALTER MAPPING FOR asciiword, asciihword, "
            f"hword_asciipart, word, hword, hword_part WITH {CONFIG}"
        )

    def forget_with_entry(self) -> None:
        """Has the database take out the text of an entry that is deleted in whatever way."""
        run(
            "CREATE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'TRUNCATE' THEN DELETE FROM {TABLE}; "
            f"ELSE DELETE FROM {TABLE} WHERE entry_id = OLD.id; END IF; RETURN NULL; END $$"
        )
        for event, rows in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            run(
                f"CREATE TRIGGER search_forget_{event.lower()} AFTER {event} ON search_searchentry "
                f"FOR EACH {rows} EXECUTE FUNCTION search_forget()"
            )

    def create(self, table: str, *, indexed: bool = True) -> None:
        """Makes an empty text index."""
        run(
            f"CREATE TABLE {table} (entry_id bigint PRIMARY KEY, shelf_id bigint NOT NULL, "
            "published timestamptz NOT NULL, title tsvector NOT NULL, vector tsvector NOT NULL)"
        )
        if indexed:
            self.add_indexes(table)

    def add_indexes(self, table: str) -> None:
        """The indexes of a text index; PostgreSQL gives them names that are free."""
        for columns in ("USING gin (vector)", "USING gin (title)", "(published DESC, entry_id DESC)"):
            run(f"CREATE INDEX ON {table} {columns}")

    def drop(self, table: str) -> None:
        """Takes it away."""
        run(f"DROP TABLE IF EXISTS {table}")

    def keep_places(self) -> None:
        """Nothing: shelf and date stand in the text index, and triggers stay with their table."""

    def counts(self, wanted: Wanted) -> Mapping[int, int]:
        """How many entries match on each shelf."""
        where, within = "TRUE", _within(wanted)
        params: list[Any] = []
        if wanted.query.terms:
            where = f"t.vector @@ to_tsquery('{CONFIG}', %s)"
            params.append(expression(wanted.query))
        return dict(
            run(
                f"SELECT shelf_id, COUNT(*) FROM {TABLE} t WHERE {where}{within[0]} GROUP BY shelf_id",
                *(*params, *within[1]),
            )
        )

    def ranked(self, wanted: Wanted, shelves: Sequence[int]) -> list[Scored]:
        """All matches by ts_rank."""
        within, params = _within(wanted)
        match = expression(wanted.query)
        rows = run(f"SELECT {_SCORED} FROM {_MATCHING}{within}", match, list(shelves), *params)
        return [Scored(*row) for row in rows]

    def candidates(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[list[Scored]]:
        """The newest matches in titles and the newest of all, by ts_rank."""
        titles = _wanted(wanted.query)
        match, places = expression(wanted.query), list(shelves)
        within, params = _within(wanted)
        rows = run(
            f"WITH titles AS (SELECT t.entry_id FROM {_MATCHING}{within} "
            f"AND t.title @@ to_tsquery('{CONFIG}', %s) ORDER BY t.published DESC LIMIT %s), "
            f"others AS (SELECT t.entry_id FROM {_MATCHING}{within} ORDER BY t.published DESC LIMIT %s) "
            f"SELECT {_SCORED} FROM {TABLE} t, to_tsquery('{CONFIG}', %s) q "
            "WHERE t.entry_id IN (SELECT entry_id FROM titles UNION SELECT entry_id FROM others)",
            *(match, places, *params, titles, most),
            *(match, places, *params, most),
            match,
        )
        return [[Scored(*row) for row in rows]]

    def newest(self, wanted: Wanted, shelves: Sequence[int], most: int) -> list[int]:
        """The newest matches on some shelves."""
        within, more = _within(wanted)
        source, params = f"{TABLE} t WHERE t.shelf_id = ANY(%s)", [list(shelves), *more, most]
        if wanted.query.terms:
            source = _MATCHING
            params.insert(0, expression(wanted.query))
        rows = run(
            f"SELECT t.entry_id FROM {source}{within} ORDER BY t.published DESC, t.entry_id DESC LIMIT %s",
            *params,
        )
        return [row[0] for row in rows]

    def marked(self, query: Query, ids: Sequence[int]) -> dict[int, Marked]:
        """ts_headline over folded texts, whose marks are then put into the texts themselves."""
        entries = list(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "title", "summary", "body"))
        texts = [text[:HEADLINE_LENGTH] for _, *fields in entries for text in fields]
        options = [option for _ in entries for option in (WHOLE, HEADLINE, HEADLINE)]
        rows = run(
            f"SELECT ts_headline('{CONFIG}', x.text, q, x.options) "
            "FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS x (text, options, place), "
            f"to_tsquery('{CONFIG}', %s) q ORDER BY x.place",
            [fold(text) for text in texts],
            options,
            expression(query),
        )
        marked = [restore(text, row[0]) for text, row in zip(texts, rows, strict=True)]
        found = {}
        for place, (pk, *_) in enumerate(entries):
            title, summary, body = marked[3 * place : 3 * place + 3]
            text = body if HIT in body and HIT not in summary else summary or body
            found[pk] = Marked(title, text)
        return found

    def titled(self, query: Query, audiences: Iterable[int], most: int) -> list[int]:
        """The newest entries whose titles match."""
        rows = run(
            f"SELECT t.entry_id FROM {TABLE} t, to_tsquery('{CONFIG}', %s) q WHERE t.title @@ q "
            f"AND {_OF_AUDIENCES} ORDER BY t.published DESC LIMIT %s",
            expression(query),
            list(audiences),
            most,
        )
        return [row[0] for row in rows]

    def known(self, words: Sequence[str], audiences: Iterable[int]) -> set[str]:
        """Which words have a match; each looks no further than its first."""
        rows = run(
            f"SELECT w.word FROM unnest(%s::text[]) AS w (word) WHERE EXISTS (SELECT 1 FROM {TABLE} t "
            f"WHERE t.vector @@ to_tsquery('{CONFIG}', w.word) AND {_OF_AUDIENCES})",
            list(words),
            list(audiences),
        )
        return {row[0] for row in rows}

    def found_by(self, queries: Mapping[int, Query], ids: Sequence[int]) -> list[tuple[int, int]]:
        """Reads those entries by their ids, and compares each with every search."""
        rows = run(
            f"WITH few AS MATERIALIZED (SELECT entry_id, vector FROM {TABLE} WHERE entry_id = ANY(%s)), "
            f"asked AS MATERIALIZED (SELECT a.key, to_tsquery('{CONFIG}', a.text) AS q "
            "FROM unnest(%s::bigint[], %s::text[]) AS a (key, text)) "
            "SELECT asked.key, few.entry_id FROM asked JOIN few ON few.vector @@ asked.q",
            list(ids),
            list(queries),
            [expression(query) for query in queries.values()],
        )
        return [(key, pk) for key, pk in rows]

    def insert(self, table: str, entries: Sequence[SearchEntry]) -> None:
        """Adds entries that are not there."""
        run(
            f"INSERT INTO {table} (entry_id, shelf_id, published, title, vector) "
            "SELECT x.id, x.shelf, x.published, x.title, setweight(x.title, 'A') "
            f"|| setweight(to_tsvector('{CONFIG}', x.summary), 'B') "
            f"|| setweight(to_tsvector('{CONFIG}', x.body), 'D') "
            f"FROM (SELECT id, shelf, published, to_tsvector('{CONFIG}', title) AS title, summary, body "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::text[]) "
            "AS given (id, shelf, published, title, summary, body)) x",
            [entry.pk for entry in entries],
            [entry.shelf_id for entry in entries],
            [entry.published for entry in entries],
            [fold(entry.title) for entry in entries],
            [fold(entry.summary) for entry in entries],
            [fold(entry.body) for entry in entries],
        )

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Takes entries out."""
        run(f"DELETE FROM {table} WHERE entry_id = ANY(%s)", list(ids))

    def build(self, *, resume: bool) -> PostgreSQLIndex:
        """Begins a new text index, or goes on with the one begun."""
        return PostgreSQLIndex(self, resume=resume)

    def half_built(self) -> bool:
        """Whether a new text index was begun."""
        return run("SELECT to_regclass(%s)", NEW)[0][0] is not None

    def empty(self) -> bool:
        """Whether the text index holds nothing."""
        return not run(f"SELECT entry_id FROM {TABLE} LIMIT 1")
