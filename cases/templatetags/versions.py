"""What pages show of a guide's versions and of its card."""

from __future__ import annotations

import logging
from typing import Any

import typst
from django import template
from django.urls import reverse

from cases.cards.pdf import card_pdf
from cases.cards.words import card_of
from cases.models import GuideVersion, InterventionGuide

logger = logging.getLogger(__name__)
register = template.Library()


@register.simple_tag
def card_file(page: InterventionGuide, old: GuideVersion | None = None) -> dict[str, Any]:
    """The guide's card as a file: its address, and its size, which is that of the very card. Empty
    while a new guide has no address. A card that cannot be drawn must not take the page with it."""
    if not page.slug or page.pk is None:
        return {}
    newest = old.guide.version if old else None
    name, args = ("version_card", [page.slug, page.version]) if old else ("guide_card", [page.slug])
    found = {"url": reverse(f"cases:{name}", args=args), "size": ""}
    try:
        found["size"] = f"{max(1, round(len(card_pdf(card_of(page, newest=newest))) / 1024))} KB"
    except typst.TypstError:
        logger.exception("The card of guide %s cannot be drawn.", page.pk)
    return found
