"""Blocks of a page's body. One block, one template, in templates/hub/blocks/."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.fields import StreamField

# What an editor may use in running text. Small, so that a text reads the same on the page, in
# a feed, in a content pack (as Markdown) and on paper.
TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
BODY_FEATURES = ["h2", *TEXT_FEATURES]


class BodyBlock(StreamBlock):
    """The body of a page: running text, for now the one kind of block."""

    text = RichTextBlock(
        features=BODY_FEATURES,
        template="hub/blocks/text.html",
        help_text="Short paragraphs. Start a new part with a heading.",
    )

    class Meta:
        template = "hub/blocks/body.html"


class BodyField(StreamField):
    """A body of blocks. Migrations know that it is one, and not which blocks there are, so that
    a new kind of block needs no migration."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*(args or (BodyBlock(),)), **kwargs)

    def deconstruct(self) -> Any:
        """Without the blocks."""
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
