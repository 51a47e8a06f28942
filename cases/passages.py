"""Rich text as the passages that a reader takes in one by one: headings, paragraphs, list items."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

# Tags that stand within a passage; every other one begins a passage of its own.
WITHIN = frozenset(
    {"a", "b", "i", "em", "strong", "span", "sub", "sup", "u", "code", "mark", "abbr", "small"}
)


def passages(html: str) -> list[str]:
    """The texts of a rich text in order, one for each paragraph or list item. A link's address
    stands behind it in brackets: a source that was exchanged is a change."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link.append(f" ({link['href']})")
    for line in soup.find_all("br"):
        line.replace_with(" ")
    found: list[tuple[Tag | None, str]] = []
    for text in soup.find_all(string=True):
        if isinstance(text, Comment):
            continue
        block = _block_of(text)
        if found and found[-1][0] is block:
            found[-1] = (block, found[-1][1] + text)
        else:
            found.append((block, str(text)))
    plain = (" ".join(text.split()) for _, text in found)
    return [text for text in plain if text]


def _block_of(text: NavigableString) -> Tag | None:
    return next((tag for tag in text.parents if tag.name not in WITHIN), None)
