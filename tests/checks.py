"""Checks that many tests share: valid HTML, and a count of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import vnu
from tests.needs import need


def html_errors(pages: Mapping[str, str]) -> list[str]:
    """What the W3C's HTML checker (vnu) calls an error, for pages given as address and text."""
    need("java")
    return [
        f"{address} line {each.get('lastLine', '?')}: {each['message']}\n"
        f"    {each.get('extract', '').strip()}"
        for address, text in pages.items()
        for each in vnu.checker().messages(text)
        # What it cannot check counts too.
        if each["type"] != "info"
    ]


def assert_html_valid(pages: Mapping[str, str]) -> None:
    """No page has an error of the HTML checker."""
    errors = html_errors(pages)
    assert not errors, "\n".join(errors)


def analyse() -> None:
    """Let the database look at its tables, as it does by itself after so many rows: the plans that it made
    for small tables, of its checks of keys too, take minutes for large ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def queries_of(client: Client, url: str) -> list[str]:
    """The SQL of one successful GET, after one that warmed what a process keeps."""
    assert client.get(url).status_code == 200, f"{url} did not answer 200"
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [query["sql"] for query in captured]


def assert_queries_constant(
    client: Client,
    url: str,
    build: Callable[[int], object],
    *,
    small: int = 3,
    large: int = 24,
    ceiling: int | None = None,
) -> int:
    """A page takes as many queries with many rows as with few; returns how many.

    `build(n)` makes n more rows: in the end more than a page of a list shows, which is twenty. `ceiling`,
    where given, is the most that the page may take.
    """
    build(small)
    few = queries_of(client, url)
    build(large - small)
    many = queries_of(client, url)
    shown = "\n".join(sql[:220] for sql in many)
    assert len(many) <= len(few), (
        f"{url}: {len(few)} queries with {small} rows, {len(many)} with {large}\n{shown}"
    )
    assert ceiling is None or len(many) <= ceiling, f"{url}: {len(many)} queries, at most {ceiling}\n{shown}"
    return len(many)
