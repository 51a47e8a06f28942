"""Anchors for the headings of a written text, so that a page can list what is on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

_H2 = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<words>.*?)</h2>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_UNSEEN = re.compile(r'<span class="nhsuk-u-visually-hidden">.*?</span>', re.DOTALL)
# What the shell of the page calls its own parts.
TAKEN = frozenset({"main", "discussion", "files", "follow", "composer"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its anchor and its words."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """HTML in which every second-level heading has an anchor, and the list of them."""

    html: SafeString
    headings: list[Heading]


def anchored(html: str) -> Text:
    """Gives each `<h2>` an id made of its words, each once. `html` is trusted: Wagtail made it."""
    taken = set(TAKEN)
    headings: list[Heading] = []

    def with_id(match: re.Match[str]) -> str:
        words = unescape(strip_tags(match["words"])).strip()
        stem = anchor = slugify(words) or "part"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{stem}-{number}"
        taken.add(anchor)
        headings.append(Heading(anchor, words))
        return f'<h2{match["attributes"]} id="{anchor}">{match["words"]}</h2>'

    return Text(mark_safe(_H2.sub(with_id, html)), headings)  # noqa: S308 -- what came in was safe


def headings_of(html: str) -> list[Heading]:
    """The second-level headings that have an anchor, in order, without words for screen readers alone."""
    found = []
    for match in _H2.finditer(html):
        if anchor := _ID.search(match["attributes"]):
            words = unescape(strip_tags(_UNSEEN.sub("", match["words"]))).strip()
            found.append(Heading(anchor[1], words))
    return found
