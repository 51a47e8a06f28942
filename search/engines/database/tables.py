"""The text index as a table of its own: the one in use, and the one that is built beside it."""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLE = "search_text"
NEW = "search_text_new"


def run(sql: str, *params: Any) -> list[Any]:
    """Runs a statement, and returns its rows if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []
