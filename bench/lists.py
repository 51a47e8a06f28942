"""`python -m bench.lists`: what a list costs with very many case studies.

They are of 130 trusts in ten networks, on the guides of the demonstration content, with outcomes,
waves, years and tags. Measured as `python -m bench` does, with the cache of whole pages off: CPU time
of this process, and with PostgreSQL also the time waited for the server. What has to be read again
after something was published is a line of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils.module_loading import import_string
from rich.console import Console
from rich.table import Table

from bench.__main__ import Application, Budget, ask, beside, queries_of
from bench.throwaway import run

ITEMS = 10_000
TRUSTS = 130
WARM = 2
THREE = "intervention=neonatal-hypoglycaemia&outcome=worked&births=2500-4999"
LISTS = (
    ("first page", "/case-studies/", Budget(60.0, 11)),
    ("three facets", f"/case-studies/?{THREE}", Budget(100.0, 11)),
    ("three facets, by title", f"/case-studies/?{THREE}&sort=title", Budget(100.0, 11)),
    ("guides", "/guides/", Budget(60.0, 12)),
    ("feed of three facets", f"/case-studies/feed.atom?{THREE}", Budget()),
    ("CSV of three facets", f"/case-studies/list.csv?{THREE}", Budget()),
    ("CSV of everything", "/case-studies/list.csv", Budget()),
)


def fill(items: int) -> None:
    """So many case studies beside those of the demonstration content."""
    guides = list(import_string("cases.models.InterventionGuide").objects.order_by("pk"))
    trusts = import_string("bench.many.make_trusts")(TRUSTS)
    import_string("bench.many.make_case_studies")(items, guides=guides, trusts=trusts)


def cost(work: Callable[[], object], times: int) -> tuple[float, float]:
    """CPU and whole time of some work in milliseconds, the mean of so many times."""
    busy, clock = time.process_time(), time.perf_counter()
    for _ in range(times):
        work()
    return (time.process_time() - busy) / times * 1_000, (time.perf_counter() - clock) / times * 1_000


def report(application: Application, requests: int, items: int = ITEMS) -> Table:
    """Fill the database, measure every line into a table."""
    fill(items)
    table = Table(title=f"Lists with {items:,} case studies, {connection.vendor} (measured / budget)")
    for heading in ("list", "CPU, ms", "whole, ms", "SQL", "KB"):
        table.add_column(heading, justify="left" if heading == "list" else "right", no_wrap=True)
    with override_settings(PAGE_CACHE_SECONDS=0):
        for name, address, budget in LISTS:
            add(table, application, name, address, budget, requests)
        after = cost(lambda: ask_anew(application), max(1, requests // 10))
        table.add_row("first page after a change", f"{after[0]:.1f}", f"{after[1]:.1f}", "", "")
    return table


def ask_anew(application: Application) -> None:
    """The first page, as after a change: nothing is known of the list."""
    cache.clear()
    ask(application, "/case-studies/")


def add(
    table: Table, application: Application, name: str, address: str, budget: Budget, requests: int
) -> None:
    """One line."""
    for _ in range(WARM):
        status, body = ask(application, address)
        if status != 200:
            raise SystemExit(f"{address} answered {status}")
    queries = queries_of(application, address)
    busy, whole = cost(lambda: ask(application, address), requests)
    table.add_row(
        name,
        beside(busy, budget.milliseconds, "{:.1f}"),
        f"{whole:.1f}",
        beside(queries, budget.queries),
        f"{len(body) / 1024:.0f}",
    )


def main() -> None:
    """Make a throwaway database, measure in it, remove it."""
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help=f"default {ITEMS:,}")
    parser.add_argument("--requests", type=int, default=20, help="default 20")
    parser.add_argument("--database", default="", help="postgres://..., instead of a new SQLite file")
    chosen = parser.parse_args()

    def work() -> None:
        call_command("load_demo")
        application = import_string("hub.wsgi.application")
        Console(width=110).print(report(application, chosen.requests, chosen.items))

    run(work, database=chosen.database)


if __name__ == "__main__":
    main()
