"""What pages show of feedback."""

from __future__ import annotations

from django import template

from hub.models import BasePage, Feedback

register = template.Library()
# With fewer, a count says more about the few than about the page.
ENOUGH = 5


@register.simple_tag
def found_useful(page: BasePage) -> str:
    """ "12 of 14 readers found it useful"; empty where too few have said. One query."""
    useful, votes = Feedback.objects.filter(page_id=page.pk).counts()
    return f"{useful:,} of {votes:,} readers found it useful." if votes >= ENOUGH else ""
