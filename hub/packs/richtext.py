"""Markdown to what Wagtail's editor keeps, and back.

Only what both sides know goes through: paragraphs, headings, bold, italic, lists and links. A link
to a file of the pack is written with its path in it, `[The plan](files/plan.pdf)`.
`to_markdown(to_html(text))` is the canonical form of a text: two texts with the same canonical
form are the same to a pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Protocol
from urllib.parse import quote, unquote

import nh3
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
TAGS = {"p", "h2", "h3", "b", "i", "ul", "ol", "li", "a", "br"}
FENCE = re.compile(r"^ {0,3}```", re.MULTILINE)


class Links(Protocol):
    """What a text's links lead to: addresses of the hub and files of the pack by their ids, and back;
    None where there is no such thing."""

    def page_id(self, path: str) -> int | None:
        """The page at an address."""
        ...

    def path(self, page_id: int) -> str | None:
        """The reverse of `page_id`."""
        ...

    def document_id(self, name: str) -> int | None:
        """The file that the pack has under a name."""
        ...

    def document_name(self, document_id: int) -> str | None:
        """The reverse of `document_id`."""
        ...


class AsWritten:
    """Links that stay as they are written. A kind of link that is looked up overrides its pair."""

    def page_id(self, path: str) -> int | None:
        """None: left as it is."""
        return None

    def path(self, page_id: int) -> str | None:
        """None: a link by id is not written."""
        return None

    def document_id(self, name: str) -> int | None:
        """None: left as it is."""
        return None

    def document_name(self, document_id: int) -> str | None:
        """None: a link by id is not written."""
        return None


def to_html(text: str, links: Links) -> str:
    """HTML as Wagtail's editor keeps it: links to own pages and files by their id, so that they
    survive a move; nothing that the editor does not offer."""
    html = _markdown.render(text)
    html = re.sub(r"<(/?)strong>", r"<\1b>", html)
    html = re.sub(r"<(/?)em>", r"<\1i>", html)
    html = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, link_rel=None, url_schemes={"http", "https", "mailto"}
    )

    def own_link(match: re.Match[str]) -> str:
        page = links.page_id(match.group(1))
        return f'<a linktype="page" id="{page}">' if page else match.group(0)

    def own_file(match: re.Match[str]) -> str:
        name = unquote(unescape(match.group(1)))
        document = links.document_id(name)
        return f'<a linktype="document" id="{document}">' if document else f'<a href="{quote(name)}">'

    html = re.sub(r'<a href="(/[^"#?]*)">', own_link, html)
    html = re.sub(r'<a href="(files/[^"#?]+)">', own_file, html)
    # Wagtail's editor fails at an open <br>.
    html = re.sub(r"<br ?/?>\n?", "<br/>", html)
    return re.sub(r">\n+<", "><", html).strip()


# As the pack's own files are written.
_converter = MarkdownConverter(heading_style="atx", bullets="-", escape_underscores=True, escape_misc=False)


def to_markdown(html: str, links: Links) -> str:
    """The reverse of `to_html`."""

    def as_address(match: re.Match[str]) -> str:
        given = re.search(r'\bid="(\d+)"', match.group(0))
        pk, is_page = int(given.group(1)) if given else 0, match.group(1) == "page"
        found = links.path(pk) if is_page else links.document_name(pk)
        return f'<a href="{found if is_page else quote(found)}">' if found else "<a>"

    html = re.sub(r'<a[^>]*linktype="(page|document)"[^>]*>', as_address, html)
    text: str = _converter.convert(html)
    text = re.sub(r"[ \t]+\n", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return f"{text}\n" if text else ""


def canonical(text: str) -> str:
    """Markdown in the one form that two equal texts share."""
    return to_markdown(to_html(text, AsWritten()), AsWritten())


def as_prose(text: str) -> str:
    """Running text, in which no line is taken for the beginning of a block."""
    return re.sub(r"^(\s*)```", r"\1\\`\\`\\`", text, flags=re.MULTILINE)


def files_linked(text: str) -> Iterator[tuple[str, int]]:
    """The files of the pack that a text links to, each with its line (from 0)."""
    for block in _markdown.parse(text):
        line = block.map[0] if block.map else 0
        for token in block.children or ():
            line += token.type in {"softbreak", "hardbreak"}
            target = unquote(str(token.attrGet("href") or ""))
            if token.type == "link_open" and target.startswith("files/"):
                yield target, line


def split_headings(body: str) -> list[tuple[str, str, int]]:
    """The parts under `## ` headings: heading, text, and the line (from 0) of the heading.

    Text before the first heading has the heading "". A line inside a block is no heading.
    """
    parts: list[tuple[str, str, int]] = []
    heading, start, kept, inside = "", 0, list[str](), False
    for number, line in enumerate(body.splitlines()):
        if line.startswith("```"):
            inside = not inside
        if line.startswith("## ") and not inside:
            parts.append((heading, "\n".join(kept), start))
            heading, start, kept = line[3:].strip(), number, []
        else:
            kept.append(line)
    parts.append((heading, "\n".join(kept), start))
    return [part for part in parts if part[0] or part[1].strip()]
