"""Plain text."""

from __future__ import annotations

from typing import BinaryIO

from files.reading.pages import Pages


def decoded(stream: BinaryIO) -> str:
    """Text as it was meant: by its mark, as UTF-8, else as Windows writes it."""
    raw = stream.read()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def read(stream: BinaryIO, pages: Pages) -> None:
    """Plain text; a form feed begins a page."""
    for page in decoded(stream).split("\f"):
        pages.add(page)
