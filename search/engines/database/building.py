"""A text index built beside the one in use, and then put in its place."""

# ruff: noqa: S608 - only names of our own tables are put into SQL; all else is a parameter.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from search.engines.database.tables import NEW, TABLE, run
from search.models import SearchEntry

if TYPE_CHECKING:
    from search.engines.database import Dialect
    from search.engines.database.postgresql import PostgreSQL

# While an index is built SQLite writes it in large pieces, which are merged at the end.
BUILD_HASH_BYTES, USUAL_HASH_BYTES = 1 << 26, 1 << 20
USUAL_AUTOMERGE = 4
MERGE_PAGES = 500


class NewIndex:
    """What the new index of either database can do."""

    name: str = NEW
    dialect: Dialect

    def add(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries."""
        self.dialect.insert(NEW, entries)

    def drop(self) -> None:
        """Throws the new index away."""
        self.dialect.drop(NEW)


class SQLiteIndex(NewIndex):
    """A text index built in short transactions, so that nobody else waits long to write."""

    def __init__(self, dialect: Dialect, *, resume: bool) -> None:
        self.dialect = dialect
        if resume:
            return
        with transaction.atomic():
            dialect.drop(NEW)
            dialect.create(NEW)
            self._configure("hashsize", BUILD_HASH_BYTES)
            self._configure("automerge", 0)

    def _configure(self, name: str, value: int) -> None:
        run(f"INSERT INTO {NEW} ({NEW}, rank) VALUES (%s, %s)", name, value)

    def _merge(self) -> None:
        """Merges what was written piece by piece, some pages in each transaction."""
        pages, more = -MERGE_PAGES, True
        while more:
            with transaction.atomic(), connection.cursor() as cursor:
                before = _changes(cursor)
                cursor.execute(f"INSERT INTO {NEW} ({NEW}, rank) VALUES ('merge', %s)", [pages])
                more = _changes(cursor) - before >= 2
            pages = MERGE_PAGES

    def swap(self) -> None:
        """Puts the new index in the place of the old one, in one transaction."""
        self._merge()
        with transaction.atomic():
            self._configure("hashsize", USUAL_HASH_BYTES)
            self._configure("automerge", USUAL_AUTOMERGE)
            self.dialect.drop(TABLE)
            run(f"ALTER TABLE {NEW} RENAME TO {TABLE}")


def _changes(cursor: Any) -> int:
    """Rows written on this connection so far: how SQLite tells that a merge had work to do."""
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


class PostgreSQLIndex(NewIndex):
    """A text index built beside the one in use; its indexes are made when its rows are there."""

    def __init__(self, dialect: PostgreSQL, *, resume: bool) -> None:
        self.dialect: PostgreSQL = dialect
        if resume:
            return
        with transaction.atomic():
            dialect.drop(NEW)
            dialect.create(NEW, indexed=False)

    def swap(self) -> None:
        """Puts the new index in the place of the old one, in one transaction: what is interrupted
        leaves no index of it behind.

        What was deleted since it was copied goes too, once nothing more can be deleted.
        """
        with transaction.atomic():
            self.dialect.add_indexes(NEW)
            run(f"ANALYZE {NEW}")
            run(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
            run(
                f"DELETE FROM {NEW} n WHERE NOT EXISTS "
                "(SELECT 1 FROM search_searchentry e WHERE e.id = n.entry_id)"
            )
            self.dialect.drop(TABLE)
            run(f"ALTER TABLE {NEW} RENAME TO {TABLE}")
