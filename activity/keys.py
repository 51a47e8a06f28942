"""Ids as they come in from forms and addresses."""

from __future__ import annotations


def pk_from(text: str) -> int | None:
    """The id that a text names, or None: a database refuses to compare with more than 64 bits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
