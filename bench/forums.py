"""`python -m bench.forums`: what forums cost when they are very large.

One topic of ten thousand replies side by side, one of a chain of replies ten thousand deep, and a
forum of a hundred thousand topics, each in a throwaway database; signed out as `python -m bench`
measures, and for a member who has read some of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string
from rich.console import Console
from rich.table import Table

from bench.__main__ import Budget, beside
from bench.lists import cost
from bench.throwaway import run, settle

POSTS = 10_000
TOPICS = 100_000
WARM = 2
TOPIC = Budget(4.0, 6, 60)
# A later page costs 1.15 times the first at most.
LATER = Budget(4.6, 7, 60)


def many_posts(topic: Any, author: Any, how_many: int, *, deep: bool) -> None:
    """So many replies to a topic, side by side or each to the one before, written in bulk."""
    make = import_string("bench.discussions.make_posts")
    make(topic, author, how_many, deep=deep)


def pages_of(topic: Any) -> list[tuple[str, str, Budget]]:
    """The first page of a topic, one in its middle and the last."""
    posts = import_string("forums.models.Post").objects.filter(topic=topic).in_thread_order()
    ids = list(posts.values_list("pk", flat=True))
    url = topic.get_absolute_url()
    middle, late = ids[len(ids) // 2], ids[-10]
    return [
        ("first page", url, TOPIC),
        ("page in the middle", f"{url}?after={middle}", LATER),
        ("last page", f"{url}?from={late}", LATER),
    ]


def lists_of(forum: Any) -> list[tuple[str, str, Budget]]:
    """Each view of a forum, the first page and one in its middle."""
    topics = import_string("forums.models.Topic").objects.filter(forum=forum).newest()
    middle = topics.values_list("pk", flat=True)[topics.count() // 2]
    url = forum.get_absolute_url()
    views = ("unanswered", "unread", "mine", "followed")
    rows = [("newest", url, Budget()), ("newest, in the middle", f"{url}?before={middle}", Budget())]
    rows += [(show, f"{url}?show={show}", Budget()) for show in views]
    return [*rows, ("all forums", "/forums/", Budget()), ("all topics", "/forums/topics/", Budget())]


def add(table: Table, client: Client, rows: Sequence[tuple[str, str, Budget]], requests: int) -> None:
    """A line for each address."""
    for name, address, budget in rows:
        for _ in range(WARM):
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        # Now: the next request empties the list that is counted.
        queries = len(captured)
        busy, whole = cost(lambda address=address: client.get(address), requests)  # type: ignore[misc]
        table.add_row(
            name,
            beside(busy, budget.milliseconds, "{:.1f}"),
            f"{whole:.1f}",
            beside(queries, budget.queries),
            beside(len(answer.content) / 1024, budget.kilobytes, "{:.0f}"),
        )


def report(requests: int, posts: int, topics: int) -> Table:
    """Fill the database, measure every line into a table."""
    user = import_string("accounts.models.User")
    start = import_string("forums.services.start_topic")
    many = import_string("bench.discussions.make_topics")
    ben, amina = user.objects.get(email="ben@example.org"), user.objects.get(email="amina@example.org")
    room = import_string("forums.models.Forum").objects.get(slug="deteriorating")
    wide, deep = (start(room, author=ben, title=title, body="What?") for title in ("Wide", "Deep"))
    many_posts(wide, ben, posts, deep=False)
    many_posts(deep, ben, posts, deep=True)
    many(room, [ben, amina], topics)
    amina.date_joined = timezone.now() - timedelta(days=10_000)
    amina.save(update_fields=["date_joined"])
    settle()
    member = Client()
    member.force_login(amina)
    table = Table(
        title=f"Forums, {posts:,} posts and {topics:,} topics, {connection.vendor} (measured / budget)"
    )
    for heading in ("page", "CPU, ms", "whole, ms", "SQL", "KB"):
        table.add_column(heading, justify="left" if heading == "page" else "right", no_wrap=True)
    with override_settings(PAGE_CACHE_SECONDS=0, ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        for title, made in (("side by side", wide), ("in a chain", deep)):
            table.add_section()
            add(table, Client(), [(f"{name}, {title}", *rest) for name, *rest in pages_of(made)], requests)  # type: ignore[misc]
        table.add_section()
        rows = [(f"{name}, member", address, Budget()) for name, address, _ in pages_of(wide)]
        add(table, member, rows, requests)
        add(table, member, lists_of(room), max(2, requests // 4))
    return table


def main() -> None:
    """Make a throwaway database, measure in it, remove it."""
    parser = argparse.ArgumentParser(prog="python -m bench.forums", description=__doc__)
    parser.add_argument("--posts", type=int, default=POSTS, help=f"default {POSTS:,}")
    parser.add_argument("--topics", type=int, default=TOPICS, help=f"default {TOPICS:,}")
    parser.add_argument("--requests", type=int, default=20, help="default 20")
    parser.add_argument("--database", default="", help="postgres://..., instead of a new SQLite file")
    chosen = parser.parse_args()

    def work() -> None:
        call_command("load_demo")
        Console(width=110).print(report(chosen.requests, chosen.posts, chosen.topics))

    run(work, database=chosen.database)


if __name__ == "__main__":
    main()
