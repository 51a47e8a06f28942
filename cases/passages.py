"""Rich text as the passages that a reader takes in one by one: headings, paragraphs, list items."""

from __future__ import annotations

from html.parser import HTMLParser

# Tags that stand within a passage; every other one ends the passage before it and begins another.
WITHIN = frozenset(
    {"a", "b", "i", "em", "strong", "span", "sub", "sup", "u", "code", "mark", "abbr", "small"}
)


def passages(html: str) -> list[str]:
    """The texts of a rich text in order, one for each paragraph or list item. A link's address
    stands behind it in brackets: a source that was exchanged is a change."""
    reader = _Passages()
    reader.feed(html)
    reader.close()
    return [text for text in (" ".join(found.split()) for found in reader.found) if text]


class _Passages(HTMLParser):
    """Gathers text until a tag ends the passage."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = [""]
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A passage begins, or a link whose address is to follow its words."""
        if tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        """A passage ends, or a link."""
        if tag == "a" and self.addresses and (address := self.addresses.pop()):
            self.found[-1] += f" ({address})"
        self._between(tag)

    def handle_data(self, data: str) -> None:
        """Words of the passage."""
        self.found[-1] += data

    def _between(self, tag: str) -> None:
        if tag == "br":
            self.found[-1] += " "
        elif tag not in WITHIN:
            self.found.append("")
