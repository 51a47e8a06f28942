"""The body of a page: which blocks it may hold, and the field that keeps it."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from hub.blocks.media import FigureBlock, FileBlock, VideoBlock
from hub.blocks.numbers import ChartBlock, TableBlock
from hub.blocks.words import (
    BODY_FEATURES,
    TEXT_FEATURES,
    DoAndDoNotBlock,
    ExpanderBlock,
    ProseBlock,
    QuoteBlock,
    StepsBlock,
)
from hub.images import fetch_renditions
from hub.videos import player_of


class BodyBlock(StreamBlock):
    """The body of a page."""

    text = ProseBlock(features=BODY_FEATURES, help_text="Short paragraphs. Start a new part with a heading.")
    steps = StepsBlock()
    do_and_do_not = DoAndDoNotBlock()
    quote = QuoteBlock()
    expander = ExpanderBlock()
    figure = FigureBlock()
    video = VideoBlock()
    document = FileBlock()
    table = TableBlock()
    chart = ChartBlock()

    class Meta:
        template = "hub/blocks/body.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Fetches the renditions of all pictures at once."""
        fetch_renditions(child.value["picture"] for child in value if child.block_type == "figure")
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context


class PartBlock(BodyBlock):
    """A body that is one part of a page, under a heading of the page's own."""

    text = ProseBlock(
        features=TEXT_FEATURES, help_text="Short paragraphs. Smaller headings where there are many."
    )


class BodyField(StreamField):
    """A body of blocks. Migrations know that it is one, and not which blocks there are, so that
    a new kind of block needs no migration."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*(args or (BodyBlock(),)), **kwargs)

    def deconstruct(self) -> Any:
        """Without the blocks."""
        name, _path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "hub.blocks.BodyField", [], kwargs


def full_text(body: Any) -> SafeString:
    """A body's words as plain HTML, in order, for feeds and search. Asks the database nothing."""
    kinds = body.stream_block.child_blocks
    return mark_safe(  # noqa: S308 -- each block escapes what it says
        "\n".join(kinds[row["type"]].full_text(row["value"]) for row in body.raw_data if row["type"] in kinds)
    )


def player_hosts(body: Any) -> set[str]:
    """The hosts whose players a body's videos need."""
    links = [row["value"]["link"] for row in body.raw_data if row["type"] == "video"]
    return {player.host for player in map(player_of, links) if player}
