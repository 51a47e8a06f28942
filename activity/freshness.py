"""One number that changes whenever anything that readers are shown may have changed.

What is kept of a page (hub.page_cache) is good for as long as the number it was made under. With
Redis the number is kept there; without it in a file, which the processes of one machine share:
a stat of it takes microseconds and no query.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

KEY = "content-version"
# The file grows by one byte with each change, and then begins again under another date.
LONGEST_FILE = 1_000_000


def touch() -> None:
    """Says that something has changed. Called after the change is committed."""
    try:
        _count_in_cache() if settings.CACHE_IS_SHARED else _count_in_file()
    except Exception:
        # The change itself is kept; what was kept of pages ends by its age.
        logger.exception("The change of content could not be counted")


def version() -> str | None:
    """The number as it is now; None where it cannot be told."""
    if settings.CACHE_IS_SHARED:
        return _of_cache()
    try:
        state = _file().stat()
    except FileNotFoundError:
        return ""
    return f"{state.st_size}-{state.st_mtime_ns}"


def _of_cache() -> str | None:
    """A cache that has never counted, or forgot, begins anew; one that is down keeps nothing."""
    number = cache.get(KEY)
    if number is None:
        cache.add(KEY, _beginning(), timeout=None)
        number = cache.get(KEY)
    return None if number is None else str(number)


def _beginning() -> int:
    """Not 0: what was kept under the same number before must not come back."""
    return int.from_bytes(os.urandom(6))


def _file() -> Path:
    return Path(settings.VAR_DIR) / KEY


def _count_in_file() -> None:
    path = _file()
    with path.open("ab") as file:
        file.write(b".")
        full = file.tell() > LONGEST_FILE
    if full:
        path.unlink(missing_ok=True)


def _count_in_cache() -> None:
    try:
        cache.incr(KEY)
    except ValueError:  # the first change, or the first since Redis forgot
        cache.set(KEY, _beginning(), timeout=None)
