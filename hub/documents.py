"""What search knows of general pages, news and files' titles."""

from __future__ import annotations

import re

from django.db import models
from django.utils.html import strip_tags

from hub.models import BasePage, GeneralPage, NewsPage
from search import registry
from search.registry import Facet, Fields


def plain(html: str) -> str:
    """HTML as the words a reader would read, with a space where a tag stood."""
    html = re.sub(r"(?<![.?!:])</h[1-6]>", ".</h>", html)  # a heading ends as a sentence does
    return " ".join(strip_tags(html.replace("<", " <")).replace(" .", ".").split())


def trust_facet(page: BasePage) -> tuple[Facet, ...]:
    """The trust whose work a page is."""
    return (Facet("trust", page.trust.slug, page.trust.name),) if page.trust else ()


def page_fields(page: BasePage, **more: object) -> Fields:
    """What every page is found by; a type adds to it."""
    published = page.first_published_at or page.latest_revision_created_at
    return Fields(
        title=page.title,
        path=page.get_absolute_url(),
        audience_id=page.audience_id,
        published=published,
        updated=page.last_published_at or published,
        summary=page.summary,
        body=plain(page.full_text_html()),
        **more,  # type: ignore[arg-type]
    )


class PageDocument:
    """General pages and news: found by title, summary and text."""

    def __init__(self, model: type[BasePage], kind: str, label: str, plural: str) -> None:
        self.model = model
        self.kind = kind
        self.label = label
        self.plural = plural

    def get_queryset(self) -> models.QuerySet[BasePage]:
        """Published pages of the type. What the ground laid and nobody has written yet has no
        revision, and nothing to find."""
        written = self.model.objects.filter(live=True, latest_revision__isnull=False)
        pages: models.QuerySet[BasePage] = written
        return pages.select_related("trust__network")

    def fields(self, page: BasePage) -> Fields:
        """The page as search knows it."""
        return page_fields(page, facets=trust_facet(page))


def register() -> None:
    """Adds general pages and news to what can be found."""
    registry.register(PageDocument(NewsPage, "news", "News", "News"))
    registry.register(PageDocument(GeneralPage, "page", "Page", "Pages"))
