"""A migrated SQLite database kept between runs: the migrations of Wagtail alone take a quarter of a minute.

The copy is kept under a hash of every migration, of what is laid after them and of the locked packages, so
a new one is made whenever one of these changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from django.db import connection

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "var" / "migrated"


@cache
def kept() -> Path:
    """Where the copy for the present migrations belongs, whether or not it is there."""
    found = hashlib.sha256()
    made_of = [*PROJECT.glob("*/migrations/*.py"), *PROJECT.glob("*/ground.py")]
    for path in [PROJECT / "requirements.txt", *sorted(made_of)]:
        found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return FOLDER / f"{found.hexdigest()[:20]}.sqlite3"


def use(path: Path) -> None:
    """Put the copy where a run wants its database; without a copy, do nothing."""
    if kept().exists():
        shutil.copyfile(kept(), path)


def keep() -> None:
    """Keep the freshly migrated database for the next run, and forget older ones."""
    if connection.vendor != "sqlite" or kept().exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = FOLDER / f"unfinished-{os.getpid()}"
    unfinished.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished.replace(kept())
