"""What templates ask of pages."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from hub.headings import Text, anchored
from hub.models import Attachment, NewsPage
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


@register.simple_tag
def with_anchors(body: object) -> Text:
    """A page's body as `html`, and its `headings` for "On this page"."""
    return anchored(str(body))
