"""What of the pages can be followed, read as a feed, and said in words."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.models import get_page_models

from accounts.models import PUBLIC_ID
from activity import feed_directory, followable, words
from activity.feed_directory import FeedLine, Reader
from hub.models import BasePage, HomePage


def page_types() -> list[type[BasePage]]:
    """Every type of page of the hub, whichever room it is in."""
    return [model for model in get_page_models() if issubclass(model, BasePage) and model is not BasePage]


def index_feeds(reader: Reader) -> Iterable[FeedLine]:
    """The home page's feed, of everything, and that of each list."""
    lists = [model for model in page_types() if model.KIND in {"home", "index"}]
    pages = [page for model in lists for page in model.objects.visible_to(reader)]
    return [
        FeedLine(
            "Everything new" if isinstance(page, HomePage) else page.title,
            page.get_absolute_url(),
            public=page.audience_id == PUBLIC_ID,
        )
        for page in sorted(pages, key=lambda page: (page.KIND != "home", page.title))
    ]


def register() -> None:
    """Called once every room's pages are known, from `AppConfig.ready`."""
    for model in page_types():
        if model is not HomePage:
            followable.register(model, model.KIND_LABEL)
    feed_directory.register("The hub", index_feeds, place=10)
    words.register("hub.page.published", "published")
    words.register("hub.page.updated", "updated")
