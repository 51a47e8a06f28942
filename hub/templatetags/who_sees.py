"""Who sees a page, in the administration."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from hub.models import BasePage

register = template.Library()


@register.simple_tag
def who_sees(page: Page | None) -> str:
    """The page's audience in a sentence; empty for what is no page of the hub."""
    told = page.specific if page is not None and page.pk else page
    return told.audience.sentence if isinstance(told, BasePage) else ""
