"""Opens the discussion of a page when it is published, and closes it when that was unticked."""

from __future__ import annotations

from wagtail.models import Page

from activity.models import Activity
from forums.services import close_with_page, open_for_page

VERBS = {"hub.page.published", "hub.page.updated"}


def open_published_page(activity: Activity) -> None:
    """A handler of activities. It reads the page as it is now, so running late or twice is safe."""
    if activity.verb not in VERBS or not isinstance(activity.target, Page):
        return
    page = activity.target.specific
    if getattr(page, "open_for_discussion", False) and page.live:
        open_for_page(page)
    else:
        close_with_page(page)
