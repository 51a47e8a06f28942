"""Blocks of a page's body. One block, one template, in templates/hub/blocks/."""

from hub.blocks.body import BodyBlock, BodyField, PartBlock, full_text, player_hosts
from hub.blocks.words import BODY_FEATURES, TEXT_FEATURES

__all__ = [
    "BODY_FEATURES",
    "TEXT_FEATURES",
    "BodyBlock",
    "BodyField",
    "PartBlock",
    "full_text",
    "player_hosts",
]
