"""What tests stand on, laid again: made once by the hub's own verbs, and for each later test its rows put
back as they were.

The ground of every hub: a test that commits empties the database, and to lay the ground by `migrate` takes
nine hundred queries. The cast: nearly every test has it, and to plant it takes about two hundred. Where
anything that planting reads or writes is not as it was then, it is planted anew.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.engines.database.tables import TABLE
from tests import factories

Rows = list[tuple[Any, ...]]
# Members for a hundred days: an hour more or less is nothing. A test that stands in another year plants.
KEPT_FOR = timedelta(hours=1)


@dataclass
class Planting:
    """What was there before the cast was planted, what it wrote, and the people and places themselves."""

    ground: dict[str, Rows]
    written: dict[str, Rows]
    made: bytes
    at: datetime


_kept: list[Planting] = []


class Ground:
    """The rows of a freshly migrated database."""

    def __init__(self) -> None:
        found = _rows_of(connection.introspection.django_table_names(only_existing=True, include_views=False))
        self.rows = {table: rows for table, rows in found.items() if rows}

    def lay_again(self) -> None:
        """Empty the database, and put these rows back: what a test that commits ends with."""
        call_command(
            "flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False
        )
        if connection.vendor == "sqlite":
            # Not a table of Django's. PostgreSQL empties it with the entries.
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {TABLE}")
        _insert_all(self.rows)


def cast() -> factories.Cast:
    """The cast in the database, by its rows where that comes to the same."""
    for kept in _kept:
        if abs(timezone.now() - kept.at) < KEPT_FOR and _ground() == kept.ground:
            _insert_all(kept.written)
            again: factories.Cast = pickle.loads(kept.made)
            return again
    return _plant()


def _plant() -> factories.Cast:
    """Plant the cast and keep it, if nothing that was there before was changed by that."""
    ground = _ground()
    made = factories.cast()
    after = _ground()
    if all(row in after[table] for table, rows in ground.items() for row in rows):
        written = {t: [row for row in rows if row not in ground[t]] for t, rows in after.items()}
        _kept[:] = [Planting(ground, written, pickle.dumps(made), timezone.now())]
    return made


@cache
def _tables() -> list[str]:
    """Every table that planting the cast reads or writes."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        factories.cast()
        transaction.set_rollback(True)
    named = (re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', query["sql"]) for query in captured)
    return sorted({table for tables in named for table in tables})


def _ground() -> dict[str, Rows]:
    """The rows of those tables as they are."""
    return _rows_of(_tables())


def _rows_of(tables: Iterable[str]) -> dict[str, Rows]:
    """Every row of some tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def _insert_all(written: dict[str, Rows]) -> None:
    """Put rows into their tables, all or none."""
    with transaction.atomic():
        for table, rows in written.items():
            _insert(table, rows)


def _insert(table: str, rows: Rows) -> None:
    """Put rows into a table, as they were read from it."""
    if rows:
        row = f"({', '.join(['%s'] * len(rows[0]))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" VALUES {", ".join([row] * len(rows))}',
                [value for row in rows for value in row],
            )
