"""What templates ask of bodies and their blocks."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage, AbstractRendition

from accounts.models import PUBLIC_ID
from hub import blocks, images
from hub.models import BasePage

register = template.Library()


@register.filter
def full_text(body: Any) -> SafeString:
    """All words of a body as plain HTML, for feeds and search; links to pages stand by their id."""
    return blocks.full_text(body)


@register.filter
def as_picture(image: AbstractImage) -> Any:
    """The picture in the sizes and formats of a public page; nothing where its file is lost."""
    return images.picture_of(image) or ""


@register.simple_tag
def picture_to_share(page: BasePage) -> AbstractRendition | None:
    """The first picture of a page for everyone, cut for the preview of a link; None without one.

    One query, which the body then need not make again.
    """
    if page.audience_id != PUBLIC_ID:
        return None
    blocks_shown = [block for body in page.bodies() for block in body]
    pictures = [block.value["picture"] for block in blocks_shown if block.block_type == "figure"]
    images.fetch_renditions(pictures)
    first = next((picture for picture in pictures if picture is not None), None)
    return images.shared_of(first) if first else None
