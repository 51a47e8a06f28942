"""What templates ask of bodies and their blocks."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage

from hub import blocks, images

register = template.Library()


@register.filter
def full_text(body: Any) -> SafeString:
    """All words of a body as plain HTML, for feeds and search; links to pages stand by their id."""
    return blocks.full_text(body)


@register.filter
def as_picture(image: AbstractImage) -> Any:
    """The picture in the sizes and formats of a public page; nothing where its file is lost."""
    return images.picture_of(image) or ""
