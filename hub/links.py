"""Links between pages in running text: kept by id, written as addresses."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class PageLink(PageLinkHandler):
    """As Wagtail's, with one query for a text, where Wagtail takes one for each type of page."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        """The pages linked to, in order; an address needs nothing of their types."""
        ids = [str(attrs.get("id", "")) for attrs in attrs_list]
        found = Page.objects.in_bulk({int(each) for each in ids if each.isdecimal()})
        return [found.get(int(each)) if each.isdecimal() else None for each in ids]
