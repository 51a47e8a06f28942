"""Blocks that show what is kept elsewhere: a picture, a file, a film on another site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from hub.blocks.telling import joined, paragraph
from hub.videos import player_of


class FigureBlock(StructBlock):
    """A picture with words for those who do not see it."""

    picture = ImageBlock(label="Picture")
    caption = CharBlock(
        required=False,
        max_length=255,
        help_text="What to see in it, and whose picture it is. The alternative text is needed too.",
    )

    class Meta:
        template = "hub/blocks/figure.html"
        icon = "image"
        group = "Pictures and files"
        description = "A picture with its caption."

    def full_text(self, raw: Any) -> str:
        """Its alternative text and its caption."""
        picture = raw["picture"] or {}
        alt = "" if picture.get("decorative") else picture.get("alt_text") or ""
        return joined(paragraph(alt), paragraph(raw.get("caption")))


class FileBlock(StructBlock):
    """A file to take away, where the text speaks of it."""

    document = DocumentChooserBlock(label="File")
    title = CharBlock(max_length=120, help_text="What it is. Its type and size are added.")

    class Meta:
        template = "hub/blocks/document.html"
        icon = "doc-full"
        label = "File"
        group = "Pictures and files"
        description = "A file with its type and size. Whoever may see the page may open it."

    def full_text(self, raw: Any) -> str:
        """A link by the file's id, as running text has it."""
        return format_html('<p><a linktype="document" id="{}">{}</a></p>', raw["document"] or 0, raw["title"])


class VideoBlock(StructBlock):
    """A film on another site, which learns of a reader only when the reader asks for it."""

    link = URLBlock(
        label="Address of the video",
        help_text="On YouTube or Vimeo: https://www.youtube.com/watch?v=... or https://vimeo.com/...",
    )
    title = CharBlock(max_length=120, help_text="What one sees in it.")
    minutes = IntegerBlock(required=False, min_value=1, max_value=600, label="Length in minutes")

    class Meta:
        template = "hub/blocks/video.html"
        icon = "media"
        group = "Pictures and files"
        description = (
            "A video on YouTube or Vimeo. Nothing is loaded from there before the reader asks for it."
        )

    def clean(self, value: Any) -> Any:
        """Of a site that the hub lets in."""
        cleaned = super().clean(value)
        if player_of(cleaned["link"]) is None:
            fault = ValidationError("Give the https address of one video on YouTube or Vimeo.")
            raise StructBlockValidationError(block_errors={"link": fault})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the player."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "player": player_of(value["link"])}

    def full_text(self, raw: Any) -> str:
        """A link to the video."""
        return format_html('<p>Video: <a href="{}">{}</a></p>', raw["link"], raw["title"])
