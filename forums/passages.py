"""The first words of a post, where another page or post speaks of it."""

from __future__ import annotations

import re

from forums.markdown import plain

TEASER = 80
SENTENCE = 220
# More than a sentence needs, however many tags stand in it.
READ = 2_000
_QUOTED = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
_END = re.compile(r"(?<=[.?])\s")


def _opening(body_html: str) -> str:
    """The writer's own first words: not those that they quote, and no tag cut in two."""
    head = _QUOTED.sub(" ", body_html)
    if len(head) > READ:
        head = head[:READ]
        head = head[: head.rfind("<")] if head.rfind("<") > head.rfind(">") else head
    return plain(head)


def shortened(text: str, most: int) -> str:
    """A text cut between words; three dots say so."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip(" ,;:") + "..." if " " in text[:most] else text[:most]


def teaser(body_html: str) -> str:
    """What a post begins with, for the line above an answer to it."""
    return shortened(_opening(body_html), TEASER)


def first_sentence(body_html: str) -> str:
    """A post in one sentence: its own first one."""
    return shortened(_END.split(_opening(body_html), maxsplit=1)[0], SENTENCE)
