"""Markdown as people write it in posts, turned into safe HTML once, when it is written.

markdown-it-py reads it (CommonMark, raw HTML off, bare addresses become links); nh3 then lets
through only the few tags named here, whatever the reader before it produced.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import nh3
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# Without "*" nh3 would let `title` and `lang` through on every tag.
ATTRIBUTES = {"*": set[str](), "a": {"href", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
OUTSIDE = "nofollow ugc noopener"
QUOTE_LENGTH = 2_000


def is_own(address: str) -> bool:
    """Whether a link stays on the hub."""
    if address.startswith(("/", "#")):
        # "//host" and "/\host" leave the hub.
        return not address.startswith(("//", "/\\"))
    return address == settings.HUB_BASE_URL or address.startswith(f"{settings.HUB_BASE_URL}/")


class _Renderer(RendererHTML):
    """CommonMark's HTML, with the two things that differ in a post."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Search engines get nothing from a link that leaves the hub."""
        if not is_own(str(tokens[idx].attrGet("href") or "")):
            tokens[idx].attrSet("rel", OUTSIDE)
        return self.renderToken(tokens, idx, options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A post's heading is bold text: the page's own outline is not for posts to change."""
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The end of `heading_open`."""
        return "</strong></p>\n"


_reader = (
    MarkdownIt("commonmark", {"html": False, "linkify": True}, renderer_cls=_Renderer)
    .enable("linkify")
    .disable("image")
)


def render(text: str) -> SafeString:
    """Markdown as HTML that may be shown to anyone."""
    cleaned = nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return SafeString(cleaned)


def plain(body_html: str) -> str:
    """Rendered HTML as the words a reader would read, on one line."""
    return " ".join(html.unescape(strip_tags(body_html.replace("<", " <"))).split())


def quoted(text: str) -> str:
    """A text as a Markdown quotation, with an empty line after it for the answer."""
    text = text.strip()
    if len(text) > QUOTE_LENGTH:
        text = text[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " ..."
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines()) + "\n\n"
