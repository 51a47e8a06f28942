"""A migrated database kept between runs: the migrations of Wagtail alone take a quarter of a minute.

On SQLite it is a file under var/, on PostgreSQL a database beside those of the tests, which are made from it.
Either is kept under a hash of every migration, of what is laid after them and of the locked packages, so a
new one is made whenever one of these changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import django
from django.db import DatabaseError, connection

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "var" / "migrated"
BESIDE = "test_hub_migrated_"


@cache
def version() -> str:
    """The hash of all that makes a migrated database what it is."""
    found = hashlib.sha256()
    made_of = [*PROJECT.glob("*/migrations/*.py"), *PROJECT.glob("*/ground.py")]
    for path in [PROJECT / "requirements.txt", *sorted(made_of)]:
        found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:20]


def use(name: str) -> bool:
    """Make a run's database from the kept one; says whether there was one."""
    if connection.vendor == "sqlite":
        return use_file(Path(name))
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BESIDE + version()])
        if cursor.fetchone() is None:
            return False
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{BESIDE}{version()}"')
        return True


def use_file(path: Path) -> bool:
    """Copy the kept SQLite database; says whether there was one."""
    kept = FOLDER / f"{version()}.sqlite3"
    return kept.exists() and bool(shutil.copyfile(kept, path))


def keep(name: str) -> None:
    """Keep a freshly migrated database for the next run, and forget older ones."""
    if connection.vendor == "sqlite":
        _keep_file()
        return
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s",
            [f"{BESIDE}%", BESIDE + version()],
        )
        for (old,) in cursor.fetchall():
            with contextlib.suppress(DatabaseError):  # another run is making its own from it
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
        with contextlib.suppress(DatabaseError):  # another process of this run was first
            cursor.execute(f'CREATE DATABASE "{BESIDE}{version()}" TEMPLATE "{name}"')


def _keep_file() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = FOLDER / f"unfinished-{os.getpid()}"
    unfinished.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished.replace(FOLDER / f"{version()}.sqlite3")


def forget(name: str) -> None:
    """Remove a run's database that was made from the kept one; a file goes with its folder."""
    if connection.vendor != "sqlite":
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    """Migrate a database and keep it, unless one is kept. `make test` does so on each database at once: its
    processes would otherwise each migrate one of their own."""
    django.setup()
    creation, test = connection.creation, connection.settings_dict["TEST"]
    test["NAME"] = name = f"test_hub_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            test["NAME"] = name = f"{folder}/hub.sqlite3"
        if use(name):
            forget(name)
            return
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        keep(name)
        connection.close()
        forget(name)


if __name__ == "__main__":
    main()
