"""SQLite's planner knows how full the tables are once the daily job has run."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub import clock, statistics
from tests.forums.makers import topic

pytestmark = pytest.mark.django_db


def test_the_tables_are_looked_at_where_the_database_does_not_do_it_itself(cast: Any) -> None:
    topic(cast.carys)
    with CaptureQueriesContext(connection) as asked:
        statistics.renew()
    if connection.vendor != "sqlite":
        assert len(asked) == 0
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'forums_topic'")
        assert cursor.fetchall()


def test_it_is_a_job_of_the_day() -> None:
    assert clock.jobs["database.statistics"].every is None
