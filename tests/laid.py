"""The cast, laid again: planted once in a process by the hub's own verbs, and for each later test its rows
put back as they were.

Nearly every test has the cast, and to plant it takes about two hundred queries. Where anything that planting
reads or writes is not as it was then, it is planted anew.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


def cast() -> factories.Cast:
    """The cast in the database, by its rows where that comes to the same."""
    for kept in _kept:
        if abs(timezone.now() - kept.at) < KEPT_FOR and _ground() == kept.ground:
            with transaction.atomic():
                for table, rows in kept.written.items():
                    _insert(table, rows)
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
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def _insert(table: str, rows: Rows) -> None:
    """Put rows into a table, as they were read from it."""
    if rows:
        row = f"({', '.join(['%s'] * len(rows[0]))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" VALUES {", ".join([row] * len(rows))}',
                [value for row in rows for value in row],
            )
