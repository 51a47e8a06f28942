"""Lists by keyset: a page of a list starts after the last item of the page before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from hub.models.base import BasePage, BasePageQuerySet

PAGE_SIZE = 20


def keyset_page(pages: BasePageQuerySet, before: str) -> dict[str, Any]:
    """One page of a list in `newest` order, after the page whose id is `before`.

    Returns `pages`, `older`, the id to ask for next or None at the end, and `is_first_page`. An id
    that is no number, or of no page of this list, starts again at the top.
    """
    cursor: BasePage | None = None
    if before.isdecimal():
        # Of this list alone: the date of a page that the reader may not see is not theirs to probe.
        cursor = pages.filter(pk=int(before[:18])).first()
    rows = list((pages.older_than(cursor) if cursor else pages)[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return {
        "pages": rows[:PAGE_SIZE],
        "older": rows[PAGE_SIZE - 1].pk if more else None,
        "is_first_page": cursor is None,
    }


def page_of(ids: Iterable[int], pages: BasePageQuerySet, before: str) -> dict[str, Any]:
    """One page of a list whose order is known by its ids; `pages` are read anew, for this reader.

    `before` and the answer are as with `keyset_page`: the id of the last row of the page before.
    """
    start = 0
    if before.isdecimal():
        ids = list(ids)
        cursor = int(before[:18])
        start = ids.index(cursor) + 1 if cursor in ids else 0
    shown = list(islice(ids, start, start + PAGE_SIZE + 1))
    found = {page.pk: page for page in pages.filter(pk__in=shown[:PAGE_SIZE])}
    return {
        "pages": [found[pk] for pk in shown[:PAGE_SIZE] if pk in found],
        "older": shown[PAGE_SIZE - 1] if len(shown) > PAGE_SIZE else None,
        "is_first_page": start == 0,
    }
