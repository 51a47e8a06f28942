"""Checks that many tests share: valid HTML, and a count of queries that does not grow."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.needs import need

CHECKER = Path(__file__).resolve().parent.parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def html_errors(pages: Mapping[str, str]) -> list[str]:
    """What the W3C's HTML checker (vnu) calls an error, for pages given as address and text.

    All pages go in one run: the checker takes seconds to start and milliseconds for each page.
    """
    need("java")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (address, text) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(text, encoding="utf-8")
            names[path.name] = address
        done = subprocess.run(
            ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", folder],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stderr)["messages"]
    return [
        f"{names[Path(each['url']).name]} line {each.get('lastLine', '?')}: {each['message']}\n"
        f"    {each.get('extract', '').strip()}"
        for each in said
        if each["type"] == "error"
    ]


def assert_html_valid(pages: Mapping[str, str]) -> None:
    """No page has an error of the HTML checker."""
    errors = html_errors(pages)
    assert not errors, "\n".join(errors)


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
    large: int = 60,
    ceiling: int | None = None,
) -> int:
    """A page takes as many queries with many rows as with few; returns how many.

    `build(n)` makes n more rows. `ceiling`, where given, is the most that the page may take.
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
