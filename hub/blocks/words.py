"""Blocks of words: running text, quotation, do and do not, expander, steps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock

from hub.blocks.telling import bullets, items, joined, paragraph

# What an editor may use in running text. Small, so that a text reads the same on the page, in
# a feed, in a content pack (as Markdown) and on paper.
PLAIN_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
TEXT_FEATURES = ["h3", *PLAIN_FEATURES]
BODY_FEATURES = ["h2", *TEXT_FEATURES]
GROUP = "Text"


class ProseBlock(RichTextBlock):
    """Running text."""

    class Meta:
        template = "hub/blocks/text.html"
        icon = "pilcrow"
        group = GROUP
        description = "Paragraphs, headings, lists and links."
        preview_value = "<h2>What we saw</h2><p>Two in five babies were <b>cold</b> on arrival.</p>"

    def full_text(self, raw: Any) -> str:
        """As it is kept: links to pages and files by their id."""
        return str(raw or "")


class QuoteBlock(StructBlock):
    """What somebody said."""

    text = TextBlock(max_length=1_000, label="Words", help_text="Without quotation marks.")
    by = CharBlock(
        max_length=120,
        label="Who said it",
        help_text="A role is enough: a mother, Fenmere. Ask before you name.",
    )

    class Meta:
        template = "hub/blocks/quote.html"
        icon = "openquote"
        group = GROUP
        description = "What somebody said, and who."
        preview_value = {
            "text": "I knew whom to ring, at three in the morning too.",
            "by": "A midwife, Fenmere",
        }

    def full_text(self, raw: Any) -> str:
        """Words and speaker."""
        return format_html("<blockquote><p>{}</p></blockquote><p>{}</p>", raw["text"], raw["by"])


class DoAndDoNotBlock(StructBlock):
    """What to do, and what not."""

    do = ListBlock(CharBlock(max_length=255, label="Line"), label="Do", min_num=0, default=[])
    do_not = ListBlock(CharBlock(max_length=255, label="Line"), label="Do not", min_num=0, default=[])

    class Meta:
        template = "hub/blocks/do_and_do_not.html"
        icon = "tick"
        label = "Do and do not"
        group = GROUP
        description = "Two short lists: what to do, and what not."
        preview_value = {"do": ["Dry the baby first"], "do_not": ["Wait for the weight"]}

    def clean(self, value: Any) -> Any:
        """One line at least."""
        cleaned = super().clean(value)
        if not (cleaned["do"] or cleaned["do_not"]):
            raise ValidationError("Write one line at least.")
        return cleaned

    def full_text(self, raw: Any) -> str:
        """The lists that there are."""
        lists = (("Do", items(raw["do"])), ("Do not", items(raw["do_not"])))
        return joined(*(joined(paragraph(name), bullets(rows)) for name, rows in lists if rows))


class ExpanderBlock(StructBlock):
    """What only some readers need, folded away."""

    summary = CharBlock(max_length=120, help_text="What is inside, so that a reader can pass it by.")
    text = RichTextBlock(features=PLAIN_FEATURES)

    class Meta:
        template = "hub/blocks/expander.html"
        icon = "collapse-down"
        group = GROUP
        description = "A part that a reader opens. Keep what everyone needs out of it."
        preview_value = {"summary": "How we counted", "text": "<p>Every baby on arrival, all of March.</p>"}

    def full_text(self, raw: Any) -> str:
        """Open."""
        return joined(paragraph(raw["summary"]), str(raw["text"] or ""))


class StepsBlock(StructBlock):
    """What to do, one thing after the other."""

    title = CharBlock(required=False, max_length=120, help_text="What the steps lead to.")
    steps = ListBlock(CharBlock(max_length=500, label="Step"), min_num=1)

    class Meta:
        template = "hub/blocks/steps.html"
        icon = "list-ol"
        group = GROUP
        description = "Numbered steps."
        preview_value = {"title": "At birth", "steps": ["Dry the baby", "Put on a hat", "Skin to skin"]}

    def full_text(self, raw: Any) -> str:
        """Title and numbered list."""
        return joined(paragraph(raw.get("title")), bullets(items(raw["steps"]), "ol"))
