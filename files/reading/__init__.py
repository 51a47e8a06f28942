"""Reads the text of files, for search and for the check for patient details.

    python -m files.reading pdf < FILE

prints what it read as JSON. The reading is done in that separate process, with limits on time,
memory and output and without Django, its settings or its database: the libraries that open PDFs
and office files meet whatever somebody has made. `files.uploads` starts it; forms call

    checked_upload(uploaded_file) -> ReadFile

which raises ValidationError, in words for the writer, for a file of a wrong type, above 25 MB,
dangerous to open, or with what surely are patient details. A file that takes longer than ten
seconds is taken (`state == "waiting"`), and read by the worker later.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from files.reading.result import ReadFile, Suspicion

if TYPE_CHECKING:
    from files.uploads import checked_upload

__all__ = ["ReadFile", "Suspicion", "checked_upload"]


def __getattr__(name: str) -> Any:
    """`checked_upload`, when it is asked for: the process that reads must not load Django."""
    if name == "checked_upload":
        return import_module("files.uploads").checked_upload
    raise AttributeError(f"files.reading has no {name}")
