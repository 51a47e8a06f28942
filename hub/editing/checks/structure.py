"""Headings: in order, and none empty. People who listen to a page move by them."""

from __future__ import annotations

from html.parser import HTMLParser

from hub.editing.checks.finding import Finding, quoted

LEVELS = {f"h{level}": level for level in range(1, 7)}


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A heading begins."""
        if tag in LEVELS:
            self.inside = LEVELS[tag]
            self.found.append((self.inside, ""))

    def handle_endtag(self, tag: str) -> None:
        """A heading ends."""
        if tag in LEVELS:
            self.inside = 0

    def handle_data(self, data: str) -> None:
        """A heading's words."""
        if self.inside:
            level, words = self.found[-1]
            self.found[-1] = (level, words + data)


def headings(html: str) -> list[tuple[int, str]]:
    """Level and words of each heading, in order."""
    parser = _Headings()
    parser.feed(html)
    parser.close()
    return [(level, " ".join(words.split())) for level, words in parser.found]


def findings(html: str, *, above: int = 1) -> list[Finding]:
    """Empty headings, and those that skip a level. `above` is the level that the text stands
    under: 1, the page's title."""
    found = []
    last = above
    for level, words in headings(html):
        if not words:
            found.append(Finding("heading", "A heading is empty: give it words, or take it out."))
            continue
        if level > last + 1:
            found.append(
                Finding(
                    "heading",
                    f"The heading {quoted(words)} is of level {level}, and stands under one of level {last}.",
                )
            )
        last = level
    return found
