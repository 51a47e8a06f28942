"""Links inside the hub that lead a reader nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from hub.editing.checks.finding import Finding, quoted


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a text: to a page or a file by its id, or to a path of the hub."""

    words: str
    page: int | None = None
    file: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a link to a page leads to: whether it is published, and for whom."""

    live: bool
    audience: int


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = urlsplit(base)
        self.found: list[Link] = []
        self.given: dict[str, str | None] | None = None
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link begins."""
        if tag == "a":
            self.given, self.words = dict(attrs), ""

    def handle_data(self, data: str) -> None:
        """A link's words."""
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        """A link ends."""
        if tag == "a" and self.given is not None:
            link = self._link(self.given, " ".join(self.words.split()))
            self.found += [link] if link else []
            self.given = None

    def _link(self, given: Mapping[str, str | None], words: str) -> Link | None:
        number, kind = given.get("id") or "", given.get("linktype")
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
        if kind == "page":
            return Link(words, page=pk)
        if kind == "document":
            return Link(words, file=pk)
        address = urlsplit(given.get("href") or "")
        own = not address.netloc or (address.scheme, address.netloc) == (self.base.scheme, self.base.netloc)
        inside = own and address.scheme in {"", "http", "https"} and address.path.startswith("/")
        return Link(words, path=unquote(address.path)) if inside else None


def links_in(html: str, *, base: str) -> list[Link]:
    """The links of a text that stay inside the hub, whose own address is `base`."""
    parser = _Links(base)
    parser.feed(html)
    parser.close()
    return parser.found


def dead(
    links: Iterable[Link],
    *,
    pages: Mapping[int, Target],
    paths: Mapping[str, Target],
    files: frozenset[int],
    may_open: Callable[[int], bool],
    answers: Callable[[str], bool],
) -> list[Finding]:
    """The links that lead nowhere, or where not all readers of the text may go.

    `pages` are targets by id and `paths` by address; `may_open` says whether every reader of the
    text belongs to an audience; `answers` whether an address that is no page's is one of the hub.
    """
    found = []
    for link in links:
        reason = ""
        target = paths.get(link.path) if link.path else pages.get(link.page or 0)
        if link.file is not None:
            reason = "" if link.file in files else "leads to a file that is gone"
        elif target is None:
            reason = "" if link.path and answers(link.path) else "leads to a page that is not there"
        elif not target.live:
            reason = "leads to a page that is not published"
        elif not may_open(target.audience):
            reason = "leads to a page that not all readers of this one may see"
        if reason:
            found.append(Finding("link", f"The link {quoted(link.words or link.path)} {reason}."))
    return found
