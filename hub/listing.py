"""Lists by keyset: a page of a list starts after the last item of the page before it."""

from __future__ import annotations

from typing import Any

from hub.models.base import BasePage, BasePageQuerySet

PAGE_SIZE = 20


def keyset_page(pages: BasePageQuerySet, before: str) -> dict[str, Any]:
    """One page of a list in `newest` order, after the page whose id is `before`.

    Returns `pages` and `older`, the id to ask for next or None at the end. An id that is no
    number or of no page starts again at the top.
    """
    if before.isdecimal() and (cursor := BasePage.objects.filter(pk=int(before[:18])).first()):
        pages = pages.older_than(cursor)
    rows = list(pages[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return {"pages": rows[:PAGE_SIZE], "older": rows[PAGE_SIZE - 1].pk if more else None}
