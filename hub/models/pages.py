"""The pages that every hub has: home, general pages, news."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest, QueryDict
from wagtail.admin.panels import FieldPanel

from accounts.models import User
from activity.feeds import ITEMS, FeedItem, items_of
from activity.models import Activity
from hub.blocks import BodyField
from hub.listing import keyset_page
from hub.models.base import BasePage

# Steps of an address below home; a longer one is not of this hub.
DEEPEST = 8


class HomePage(BasePage):
    """The first page: purpose, search, the interventions, what is new."""

    KIND = "home"
    KIND_LABEL = "Home"

    lede = models.TextField(max_length=300, help_text="One or two sentences under the heading.")
    try_searches = models.TextField(
        "searches to try", blank=True, help_text="One on each line, three at most."
    )

    places_intro = models.TextField(
        "beside the guides", max_length=300, blank=True, help_text="What the list of guides is."
    )

    template = "hub/home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("lede"),
        FieldPanel("try_searches"),
        FieldPanel("places_intro"),
    ]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The page at an address, in two queries; Wagtail takes two for each step of the way.
        The pages above stay with it, so that the way back costs nothing."""
        if not path_components:
            return super().route(request, path_components)
        steps = range(1, len(path_components[:DEEPEST]) + 1)
        paths = [f"{self.url_path}{'/'.join(path_components[:step])}/" for step in steps]
        # `url_path` has no index, `slug` has.
        pages = BasePage.objects.filter(slug__in=path_components[:DEEPEST], url_path__in=paths)
        by_path = {page.url_path: page for page in pages}
        if len(path_components) > DEEPEST or set(paths) != set(by_path):
            raise Http404
        above: BasePage = self
        for path in paths:
            by_path[path]._cached_parent_obj = above
            above = by_path[path]
        page = above.specific_class.objects.select_related("trust").get(pk=above.pk)
        page._cached_parent_obj = above._cached_parent_obj
        return page.route(request, [])

    def feed_items(self, user: User | AnonymousUser, query: QueryDict) -> list[FeedItem]:
        """Everything new on the hub: what was published, asked and answered."""
        return items_of(Activity.objects.visible_to(user).announced(), user)

    def searches(self) -> list[str]:
        """The searches to try, in order."""
        return [line.strip() for line in self.try_searches.splitlines() if line.strip()][:3]


class GeneralPage(BasePage):
    """A page of its own: a programme, about, accessibility, privacy, contact."""

    KIND = "page"

    body = BodyField(blank=True)

    template = "hub/general_page.html"
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage", "hub.GeneralPage"]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("body"),
        *BasePage.attachment_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the files."""
        return super().get_context(request, *args, **kwargs) | self.files_context(request.user)


class NewsIndexPage(BasePage):
    """All news, newest first."""

    KIND = "index"

    template = "hub/news_index.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    subpage_types: ClassVar[list[str]] = ["hub.NewsPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of news, by keyset."""
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).visible_to(request.user).newest()
        context.update(keyset_page(news, request.GET.get("before", "")))
        return context

    def feed_items(self, user: User | AnonymousUser, query: QueryDict) -> list[FeedItem]:
        """The newest news."""
        news = NewsPage.objects.child_of(self).visible_to(user).for_feed().newest()
        return [page.as_feed_item() for page in news[:ITEMS]]


class NewsPage(BasePage):
    """One piece of news."""

    KIND = "news"
    KIND_LABEL = "News"

    body = BodyField(blank=True)

    template = "hub/news_page.html"
    parent_page_types: ClassVar[list[str]] = ["hub.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("body"),
        *BasePage.attachment_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the files."""
        return super().get_context(request, *args, **kwargs) | self.files_context(request.user)
