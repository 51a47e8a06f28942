"""A hub to measure in: a database, files and indices of its own, removed at the end."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string


def run(work: Callable[[], None], *, database: str = "", search: str = "database://") -> None:
    """Makes it, works in it, removes it. `database` is a server where it is made, instead of a new
    SQLite file; `search` a cluster, where its indices get a name of their own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    own = f"bench-{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = database or f"sqlite:///{Path(folder) / 'unused.sqlite3'}"
        os.environ["FILES_URL"] = f"file:///{Path(folder) / 'files'}"
        os.environ["SEARCH_URL"] = search if search == "database://" else f"{search.rstrip('/')}/{own}"
        django.setup()
        sqlite = connection.vendor == "sqlite"
        name = str(Path(folder) / "bench.sqlite3") if sqlite else own.replace("-", "_")
        connection.settings_dict["TEST"]["NAME"] = name
        # One connection for all of it: the CPU of its server's process is what is measured.
        connection.settings_dict["CONN_MAX_AGE"] = None
        usual = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("collectstatic", verbosity=0, interactive=False)
            work()
        finally:
            _forget_indices()
            connection.creation.destroy_test_db(usual, verbosity=0)


def _forget_indices() -> None:
    """Takes away the indices of a cluster that were made."""
    if import_string("search.engines.uses_cluster")():
        client = import_string("search.engines.cluster.connection.patient")()
        for index in import_string("search.engines.cluster.names.all_indices")(client):
            client.indices.delete(index=index, ignore_unavailable=True)


def settle() -> None:
    """What a database knows of its tables after a night: SQLite by the hub's daily job, PostgreSQL
    by its autovacuum. And what was made so far is kept out of garbage collection, as in hub.wsgi."""
    gc.collect()
    gc.freeze()
    if connection.vendor == "sqlite":
        import_string("hub.statistics.renew")()
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
