"""Blocks of a page's body. One block, one template, in templates/hub/blocks/."""

from __future__ import annotations

from wagtail.blocks import RichTextBlock, StreamBlock

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
