"""The content checks in the page editor."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from hub.editing.checks.page import Checked, check
from hub.models import BasePage

register = template.Library()


@register.simple_tag
def content_check_of(page: Page | None) -> Checked | None:
    """What the checks find in the draft as it was last saved; None for a page not saved yet."""
    return check(page) if isinstance(page, BasePage) and page.pk else None
