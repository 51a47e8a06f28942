"""How a block says its words as plain HTML, for feeds and search.

A block has `full_text(raw)`, which is given its value as the database keeps it: a list of fifty
pages says its words without fetching one picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


def paragraph(text: Any) -> SafeString:
    """A paragraph, or nothing."""
    return format_html("<p>{}</p>", text) if text else mark_safe("")


def bullets(rows: Iterable[Any], tag: str = "ul") -> SafeString:
    """A list, or nothing."""
    items = format_html_join("", "<li>{}</li>", ((row,) for row in rows))
    return format_html("<{0}>{1}</{0}>", mark_safe(tag), items) if items else items  # noqa: S308 -- our own tag


def table(caption: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> SafeString:
    """A table with a caption and a first row of headings."""
    head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in header))
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows)
    )
    return format_html(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", caption, head, body
    )


def joined(*parts: str) -> SafeString:
    """Parts that are safe already, one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 -- made above


def items(raw: Any) -> list[Any]:
    """The values of a list block as the database keeps it."""
    return [
        row["value"] if isinstance(row, dict) and "value" in row and "type" in row else row
        for row in raw or ()
    ]
