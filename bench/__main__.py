"""`python -m bench`: SQL queries, CPU time and bytes of the main pages, beside their budgets; how well
search finds what people need; and lists and forums when they are very large.

Each page is asked of the WSGI application itself, signed out, in a fresh database that holds the
demonstration content: no web server and no network is measured. CPU time is the process's own
(`time.process_time`), the mean of many requests after a few that warm it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.module_loading import import_string
from rich.console import Console
from rich.table import Table

Application = Callable[..., Any]
PROJECT = Path(__file__).resolve().parent.parent
WARM = 3
# The budget of a page that the page cache has, whichever it is.
KEPT_MILLISECONDS = 0.5


@dataclass(frozen=True)
class Budget:
    """The most that a page may cost; None where the design names no figure."""

    milliseconds: float | None = None
    queries: int | None = None
    kilobytes: float | None = None


@dataclass(frozen=True)
class Page:
    """A page to measure: its address, or the first link of this form on a list."""

    name: str
    address: str
    budget: Budget
    first_link: str = ""


@dataclass(frozen=True)
class Cost:
    """What one request takes: CPU milliseconds, SQL queries, bytes of the uncompressed body.

    `kept` are the milliseconds where the page cache has the page; None where it never does.
    """

    milliseconds: float
    queries: int
    size: int
    kept: float | None


PAGES = (
    Page("home", "/", Budget()),
    Page("case studies", "/case-studies/", Budget()),
    Page("case study", "/case-studies/", Budget(3.0, 4), r"/case-studies/(?!write/)[\w-]+/"),
    Page("guide", "/guides/", Budget(3.0, 4), r"/guides/[\w-]+/"),
    Page("forums", "/forums/", Budget()),
    Page("forum", "/forums/", Budget(), r"/forums/(?!ask/)[\w-]+/(?=\")"),
    Page("topic", "/forums/feed.json", Budget(4.0, 6, 60), r"/forums/[\w-]+/\d+-[\w-]+/"),
    Page("feed", "/feed.atom", Budget(3.7)),
    Page("search", "/search/?q=blood+glucose", Budget(40.0)),
)


def ask(application: Application, address: str) -> tuple[int, bytes]:
    """The status and body of one GET."""
    path, _, query = address.partition("?")
    environ = RequestFactory(SERVER_NAME="127.0.0.1").get(path, QUERY_STRING=query).environ
    environ["wsgi.input"] = BytesIO()
    answered: list[int] = []
    response = application(environ, lambda status, headers, *rest: answered.append(int(status.split()[0])))
    try:
        body = b"".join(response)
    finally:
        response.close()
    return answered[0], body


def resolve(application: Application, page: Page) -> str | None:
    """The address of a page; None where the list has no such link."""
    if not page.first_link:
        return page.address
    _, body = ask(application, page.address)
    found = re.search(page.first_link, body.decode())
    return found.group(0) if found else None


def timed(application: Application, address: str, requests: int) -> float:
    """CPU milliseconds of one request, the mean of many."""
    started = time.process_time()
    for _ in range(requests):
        ask(application, address)
    return (time.process_time() - started) / requests * 1000


def queries_of(application: Application, address: str) -> int:
    """The SQL queries of one request."""
    with CaptureQueriesContext(connection) as captured:
        ask(application, address)
    return len(captured)


def measure(application: Application, address: str, requests: int) -> Cost | None:
    """The cost of one address; None where it does not answer 200."""
    with override_settings(PAGE_CACHE_SECONDS=0):
        for _ in range(WARM):
            status, body = ask(application, address)
            if status != 200:
                return None
        queries = queries_of(application, address)
        each = timed(application, address, requests)
    ask(application, address)
    kept = timed(application, address, requests) if queries_of(application, address) == 0 else None
    return Cost(each, queries, len(body), kept)


def beside(value: float, budget: float | None, form: str = "{:.0f}") -> str:
    """A figure, with its budget and whether it keeps to it, in words."""
    figure = form.format(value)
    if budget is None:
        return figure
    return f"{figure} / {budget:g}" + ("" if value <= budget else " [bold]over[/bold]")


def report(application: Application, requests: int) -> Table:
    """Measure every page into a table."""
    table = Table(title=f"Cost of a page, mean of {requests} requests, signed out (measured / budget)")
    for heading in ("page", "address"):
        table.add_column(heading, no_wrap=True)
    for heading in ("CPU, ms", "SQL", "KB", "kept, ms"):
        table.add_column(heading, justify="right", no_wrap=True)
    for page in PAGES:
        address = resolve(application, page)
        cost = measure(application, address, requests) if address else None
        if address is None or cost is None:
            table.add_row(page.name, address or page.address, "no such page", "", "", "")
            continue
        table.add_row(
            page.name,
            address,
            beside(cost.milliseconds, page.budget.milliseconds, "{:.2f}"),
            beside(cost.queries, page.budget.queries),
            beside(cost.size / 1024, page.budget.kilobytes, "{:.1f}"),
            "not kept" if cost.kept is None else beside(cost.kept, KEPT_MILLISECONDS, "{:.2f}"),
        )
    return table


def elsewhere() -> None:
    """How well search finds on the services that `make services` has started, each in a process of
    its own: an engine is chosen once."""
    told = PROJECT / "var" / "services" / "addresses.json"
    addresses = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    for option, service in (("--database", "postgresql"), ("--search", "search")):
        if service in addresses:
            command = [sys.executable, "-m", "bench.relevance", option, addresses[service]]
            subprocess.run(command, cwd=PROJECT, check=False)


def main() -> None:
    """Fill a fresh database, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--requests", type=int, default=50, help="how many requests for each page (default 50)"
    )
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["FILES_URL"] = f"file:///{Path(folder) / 'files'}"
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_demo")
        application = import_string("hub.wsgi.application")
        said = Console(width=140)
        said.print(report(application, chosen.requests))
        # Before the database fills with what is no demonstration.
        relevance = import_module("bench.relevance")
        relevance.read_files()
        said.print(relevance.report(relevance.score_all(), "sqlite"))
        elsewhere()
        said.print(import_string("bench.lists.report")(application, chosen.requests))
        forums = import_module("bench.forums")
        said.print(forums.report(max(2, chosen.requests // 5), forums.POSTS, forums.TOPICS))


if __name__ == "__main__":
    main()
