"""A page's body of blocks as Markdown, and back."""

from __future__ import annotations

from typing import Any

from hub.packs.resolve import Resolver
from hub.packs.richtext import to_html, to_markdown


def to_blocks(text: str, resolve: Resolver) -> list[tuple[str, Any]]:
    """The blocks of a text, as a body takes them."""
    return [("text", to_html(text, resolve.page_id))] if text else []


def to_text(body: Any, resolve: Resolver) -> str:
    """The reverse of `to_blocks`."""
    texts = [to_markdown(block.value.source, resolve.path) for block in body]
    return "\n".join(text for text in texts if text)
