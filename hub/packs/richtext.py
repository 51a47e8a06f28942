"""Markdown to what Wagtail's editor keeps, and back.

Only what both sides know goes through: paragraphs, headings, bold, italic, lists and links.
`to_markdown(to_html(text))` is the canonical form of a text: two texts with the same canonical
form are the same to a pack.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
TAGS = {"p", "h2", "h3", "b", "i", "ul", "ol", "li", "a", "br"}
# Resolves a path of the hub to a page's id, and back; None where there is no such page.
FindPage = Callable[[str], int | None]
FindPath = Callable[[int], str | None]


def to_html(text: str, find_page: FindPage) -> str:
    """HTML as Wagtail's editor keeps it: links to own pages by their id, so that they survive a
    move; nothing that the editor does not offer."""
    html = _markdown.render(text)
    html = re.sub(r"<(/?)strong>", r"<\1b>", html)
    html = re.sub(r"<(/?)em>", r"<\1i>", html)
    html = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, link_rel=None, url_schemes={"http", "https", "mailto"}
    )

    def own_link(match: re.Match[str]) -> str:
        page = find_page(match.group(1))
        return f'<a linktype="page" id="{page}">' if page else match.group(0)

    html = re.sub(r'<a href="(/[^"#?]*)">', own_link, html)
    # Wagtail's editor fails at an open <br>.
    html = re.sub(r"<br ?/?>\n?", "<br/>", html)
    return re.sub(r">\n+<", "><", html).strip()


# As the pack's own files are written.
_converter = MarkdownConverter(heading_style="atx", bullets="-", escape_underscores=True, escape_misc=False)


def to_markdown(html: str, find_path: FindPath) -> str:
    """The reverse of `to_html`."""

    def own_path(match: re.Match[str]) -> str:
        page = re.search(r'\bid="(\d+)"', match.group(0))
        path = find_path(int(page.group(1))) if page else None
        return f'<a href="{path}">' if path else "<a>"

    html = re.sub(r'<a[^>]*linktype="page"[^>]*>', own_path, html)
    text: str = _converter.convert(html)
    text = re.sub(r"[ \t]+\n", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return f"{text}\n" if text else ""


def canonical(text: str) -> str:
    """Markdown in the one form that two equal texts share."""
    return to_markdown(to_html(text, lambda path: None), lambda page: None)


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
