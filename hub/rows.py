"""Pages as the fragments of templates want them: the way back, files, rows of lists.

Models say what is so; here it gets its words. Nothing here asks the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict
from urllib.parse import urlsplit

from django.utils.formats import date_format
from wagtail.models import Page

if TYPE_CHECKING:
    from hub.models import Attachment, NewsPage

HOME_DEPTH = 2


class Step(TypedDict):
    """One step of the way back to the home page."""

    title: str
    url: str


class Row(TypedDict):
    """A row of a list, as `_resource_row.html` draws it."""

    title: str
    url: str
    kind: NotRequired[str]
    word: NotRequired[str]
    mark: NotRequired[str]
    note: NotRequired[str]
    text: NotRequired[str]
    meta: NotRequired[str]
    number: NotRequired[str]
    number_note: NotRequired[str]


class FileRow(TypedDict):
    """A file or link, as `_attachments.html` draws it."""

    title: str
    url: str
    kind: str
    size: str
    minutes: int | None
    note: str


def trail_of(page: Page) -> list[Step]:
    """The way from home to the page, without the page itself; empty on the home page.

    Takes no query where the page was found by its address: Wagtail kept its parents.
    """
    if page.depth <= HOME_DEPTH:
        return []
    above: list[Step] = []
    parent = page.get_parent()
    while parent.depth > HOME_DEPTH:
        above.append({"title": parent.title, "url": parent.get_url() or ""})
        parent = parent.get_parent()
    return [{"title": "Home", "url": "/"}, *reversed(above)]


def file_row(attachment: Attachment) -> FileRow:
    """What a reader is told of a file or link before opening it."""
    kind, size = str(attachment.get_kind_display()), ""
    note = ""
    if attachment.document:
        if attachment.kind not in {attachment.Kind.DOCUMENT, attachment.Kind.LINK}:
            note = kind
        kind, _, size = attachment.document.type_and_size.partition(", ")
    elif attachment.link:
        note = f"On {urlsplit(attachment.link).hostname}"
    return {
        "title": attachment.title,
        "url": attachment.url,
        "kind": kind,
        "size": size,
        "minutes": attachment.minutes,
        "note": note,
    }


def news_row(page: NewsPage) -> Row:
    """One piece of news in a list."""
    row: Row = {"title": page.title, "url": page.get_absolute_url(), "text": page.summary}
    if page.first_published_at:
        row["meta"] = date_format(page.first_published_at)
    return row
