"""Pictures without words for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from hub.editing.checks.finding import Finding, quoted


def _pictures(raw: Any) -> Iterator[Mapping[str, Any]]:
    """Every picture in the blocks of a body, as they are kept, however deep it stands."""
    if isinstance(raw, Mapping):
        if "alt_text" in raw and raw.get("image"):
            yield raw
        raw = list(raw.values())
    if isinstance(raw, list):
        for each in raw:
            yield from _pictures(each)


def in_blocks(raw: Any) -> list[Finding]:
    """Pictures in blocks that have no alternative text and are not said to be decoration."""
    found = []
    for number, picture in enumerate(_pictures(raw), start=1):
        if not picture.get("decorative") and not (picture.get("alt_text") or "").strip():
            found.append(Finding("picture", f"Picture {number} has no alternative text."))
    return found


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A picture in running text: an image, or Wagtail's own mark for one."""
        given = dict(attrs)
        if tag == "img" or (tag == "embed" and given.get("embedtype") == "image"):
            self.found.append(given)


def in_html(html: str) -> list[Finding]:
    """Pictures in HTML without an `alt`; an empty one says of an `img` that it is decoration."""
    parser = _Images()
    parser.feed(html)
    parser.close()
    lost = [
        each
        for each in parser.found
        if each.get("alt") is None or (each.get("embedtype") and not each["alt"])
    ]
    return [
        Finding("picture", f"The picture {quoted(each.get('src') or 'in the text')} has no alternative text.")
        for each in lost
    ]
