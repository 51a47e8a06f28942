"""Gathers pages until there are enough."""

from __future__ import annotations

import re

from files.reading.limits import MOST_CHARACTERS, MOST_PAGES

# What no database and no page can hold, and the form feed, which stands between two pages.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\xa0]+")


def tidy(text: str) -> str:
    """Text without control characters, with runs of blanks and empty lines drawn together."""
    text = _NOT_TEXT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class Enough(Exception):  # noqa: N818 - it is no error
    """No more is read."""


class Pages:
    """The pages of one file. `kept` is for search; `checked`, one for each page, is what the check
    for patient details reads: the same and what stands beside it. `properties` are what the file
    says of itself."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.checked: list[str] = []
        self.properties = ""
        self._left = MOST_CHARACTERS

    def add(self, text: str, *, beside: str = "") -> None:
        """Adds a page; raises Enough where it is the last that is read."""
        left = self._left
        self._left -= len(text)
        text = tidy(text[:left])
        self.kept.append(text)
        self.checked.append("\n".join(part for part in (text, tidy(beside[:MOST_CHARACTERS])) if part))
        if self._left <= 0 or len(self.kept) >= MOST_PAGES:
            raise Enough

    def note_properties(self, *values: object) -> None:
        """Keeps the title, subject, keywords and comments that a file has."""
        self.properties = "\n".join(str(value) for value in values if value)

    @property
    def is_blank(self) -> bool:
        """Whether no page has a word."""
        return not any(self.kept)
