"""What templates ask of pages."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context

from hub.ground import FOOT_SLUGS
from hub.headings import Text, anchored
from hub.models import Attachment, BasePage, GeneralPage, NewsPage
from hub.rows import FileRow, Row, file_row, news_row

register = template.Library()


@register.filter
def as_files(attachments: Iterable[Attachment]) -> list[FileRow]:
    """Files and links with type and size, for `_attachments.html`."""
    return [file_row(attachment) for attachment in attachments]


@register.filter
def as_news_row(page: NewsPage) -> Row:
    """A piece of news, for `_resource_row.html`."""
    return news_row(page)


@register.simple_tag(takes_context=True)
def top_pages(context: Context, home: BasePage) -> list[BasePage]:
    """General pages right under home that the foot of every page does not lead to already."""
    pages = GeneralPage.objects.child_of(home).visible_to(context["request"].user)
    return list(pages.exclude(slug__in=FOOT_SLUGS).order_by("path"))


@register.simple_tag
def with_anchors(body: object) -> Text:
    """A page's body as `html`, and its `headings` for "On this page"."""
    return anchored(str(body))
