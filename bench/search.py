"""`python -m bench.search`: what search costs with very many entries (`bench.made`).

Searches are one to three words of the entries, as often as they stand there, stop words left out;
one in ten is a phrase, one in five has a filter, one in ten is sorted by date. What is measured of
them is the whole page, signed out, asked of the WSGI application itself. Suggestions are for a word
or two of which the last is not yet whole, and corrections for a search with one letter wrong or
missing; both are asked of the engine. For comparison stands beside them what the database takes to
find and rank the 20 best for the same words by itself: no counts, no facets, no page.

CPU is that of this process and, on PostgreSQL, of the server's process that answers it; of a search
cluster only the mean can be told. The clock is beside it. The numbers of `--searches` are warmed by
twenty that are not counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string
from rich.console import Console
from rich.table import Table

from bench.__main__ import ask, beside
from bench.throwaway import run, settle

WARM = 20
ALONE = {
    "sqlite": "SELECT rowid FROM search_text WHERE search_text MATCH %s ORDER BY rank LIMIT 20",
    "postgresql": "SELECT entry_id FROM search_text, to_tsquery('hub_english', %s) q "
    "WHERE vector @@ q ORDER BY ts_rank(vector, q) DESC LIMIT 20",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# ADR 17: a whole page against what the database takes alone, both at p95. With fewer entries the
# database takes next to nothing, and a page what its own work takes.
PAGE, ALONE_NAME = "search, whole page", "the database alone"
AT_MOST = 1.25
TELLING = 100_000  # entries from which on that is told
REBUILT = {"sqlite": 2_500, "postgresql": 1_000}  # entries a second of CPU


@dataclass
class Times:
    """CPU and clock of each piece of work in milliseconds."""

    busy: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], object], server: Callable[[], float]) -> None:
        """Times one piece of work."""
        cpu, there, clock = time.process_time(), server(), time.perf_counter()
        work()
        self.whole.append((time.perf_counter() - clock) * 1_000)
        self.busy.append((time.process_time() - cpu + server() - there) * 1_000)


def server_cpu() -> Callable[[], float]:
    """CPU seconds so far of the PostgreSQL process that answers us; nothing on SQLite, whose work is
    done in this process, or where the server is on another machine."""
    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():
        return lambda: 0.0
    return lambda: int(told.read_text(encoding="ascii").split()[0]) / 1e9


def node_cpu() -> float:
    """CPU seconds so far of the nodes of the search cluster; 0 where there is none."""
    if not import_string("search.engines.uses_cluster")():
        return 0.0
    nodes = import_string("search.engines.cluster.connection.client")().nodes.stats(metric="process")["nodes"]
    return sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values()) / 1_000


def phrases(words: Counter[str], chance: random.Random) -> Iterator[list[str]]:
    """What people look for: one to three words."""
    stop = import_string("search.query.STOP_WORDS")
    known = [word for word in words if len(word) > 2 and word not in stop]
    weights = [words[word] for word in known]
    while True:
        yield chance.choices(known, weights, k=chance.choice((1, 1, 2, 2, 2, 3)))


def searches(words: Counter[str], chance: random.Random) -> Iterator[str]:
    """Addresses of searches."""
    for terms in phrases(words, chance):
        text = " ".join(terms)
        asked = {"q": f'"{text}"' if chance.random() < 0.1 else text}
        if chance.random() < 0.2:
            asked["intervention"] = f"made-{chance.randrange(5)}"
        if chance.random() < 0.1:
            asked["sort"] = "newest"
        yield f"/search/?{urlencode(asked)}"


def beginnings(words: Counter[str], chance: random.Random) -> Iterator[str]:
    """What stands in the field while somebody types."""
    for terms in phrases(words, chance):
        typed = " ".join(terms[:2])
        yield typed[: max(3, len(typed) - chance.randrange(3))]


def mistakes(words: Counter[str], chance: random.Random) -> Iterator[str]:
    """Searches with one letter wrong or missing in a word of five letters or more."""
    for terms in phrases(words, chance):
        long = max(terms, key=len)
        if len(long) >= 5:
            place = chance.randrange(1, len(long))
            wrong = long[:place] + chance.choice(("", chance.choice(LETTERS))) + long[place + 1 :]
            yield " ".join(wrong if term == long else term for term in terms)


def jobs(words: Counter[str], chance: random.Random) -> dict[str, Iterator[Callable[[], object]]]:
    """What is measured, by name: an endless row of each."""
    application = import_string("hub.wsgi.application")
    engine, parse = import_string("search.engines.get_engine"), import_string("search.query.parse")
    wanted = import_string("search.engines.Wanted")
    public = frozenset({import_string("accounts.models.PUBLIC_ID")})

    def page(address: str) -> None:
        status, _ = ask(application, address)
        if status != 200:
            raise SystemExit(f"{address} answered {status}")

    def suggest(typed: str) -> None:
        engine().suggest(typed, public, most=8)

    def correct(text: str) -> None:
        engine().did_you_mean(wanted(parse(text), public))

    def alone(text: str) -> None:
        expression = import_string(f"search.engines.database.{connection.vendor}.expression")
        with connection.cursor() as cursor:
            cursor.execute(ALONE[connection.vendor], [expression(parse(f"{text} "))])
            cursor.fetchall()

    measured: dict[str, Iterator[Callable[[], object]]] = {
        PAGE: (partial(page, each) for each in searches(words, chance)),
        ALONE_NAME: (partial(alone, " ".join(each)) for each in phrases(words, chance)),
        "suggest": (partial(suggest, each) for each in beginnings(words, chance)),
        "did you mean": (partial(correct, each) for each in mistakes(words, chance)),
    }
    if import_string("search.engines.uses_cluster")():
        del measured[ALONE_NAME]
    return measured


def timed(work: Iterable[Callable[[], object]], count: int) -> tuple[Times, float]:
    """Times of so many pieces of work, and the mean CPU of the cluster for each in milliseconds."""
    row, times, server = iter(work), Times(), server_cpu()
    for _ in range(WARM):
        next(row)()
    before = node_cpu()
    for _ in range(count):
        times.add(next(row), server)
    return times, (node_cpu() - before) / count * 1_000


def index_bytes() -> int:
    """How much room the text index takes."""
    if import_string("search.engines.uses_cluster")():
        names = import_string("search.engines.cluster.names")
        client = import_string("search.engines.cluster.connection.client")()
        told = client.indices.stats(index=names.read_alias(), metric="store")
        return int(told["_all"]["primaries"]["store"]["size_in_bytes"])
    sqlite = "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'search_text%%'"
    with connection.cursor() as cursor:
        cursor.execute(
            sqlite if connection.vendor == "sqlite" else "SELECT pg_total_relation_size('search_text')"
        )
        return int(cursor.fetchone()[0] or 0)


def rebuild() -> tuple[float, float, float]:
    """CPU of this process and the database's, of the cluster, and the clock of a rebuild, in seconds."""
    server = server_cpu()
    cpu, there, node, clock = time.process_time(), server(), node_cpu(), time.perf_counter()
    call_command("rebuild_search")
    done = time.perf_counter() - clock
    return time.process_time() - cpu + server() - there, node_cpu() - node, done


def measure(entries: int, count: int) -> None:
    """Fills a fresh database, rebuilds, searches, prints."""
    chance, words = random.Random(1), import_string("bench.made.vocabulary")()
    said = Console(width=110)
    clock = time.perf_counter()
    import_string("bench.made.make")(entries, words, chance)
    there = import_string("search.rebuild.how_many")()
    said.print(f"{there:,} things made in {time.perf_counter() - clock:.0f} s")
    cpu, node, clock = rebuild()
    settle()
    cluster = import_string("search.engines.uses_cluster")()
    rate = None if cluster else REBUILT[connection.vendor]
    where = f"{connection.vendor} and {settings.SEARCH_URL.scheme}" if cluster else connection.vendor
    said.print(
        f"rebuild: {there / (cpu + node):,.0f} entries a second of CPU, {there / clock:,.0f} by the clock"
        + (f" / {rate:,}" if rate else "")
    )
    said.print(f"text index: {index_bytes() / 1e6:,.0f} MB")
    table = Table(title=f"{where}, {there:,} entries, {count} of each, milliseconds (measured / budget)")
    for heading in ("", "CPU p50", "CPU p95", "clock p50", "clock p95", "cluster's CPU, mean"):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    results = {name: timed(work, count) for name, work in jobs(words, random.Random(2)).items()}
    alone = None
    if not cluster and there >= TELLING:
        alone = round(AT_MOST * statistics.quantiles(results[ALONE_NAME][0].busy, n=100)[94], 1)
    for name, (times, node) in results.items():
        busy, whole = (statistics.quantiles(each, n=100) for each in (times.busy, times.whole))
        budget = alone if name == PAGE else None
        table.add_row(
            name,
            f"{busy[49]:.1f}",
            beside(busy[94], budget, "{:.1f}"),
            f"{whole[49]:.1f}",
            f"{whole[94]:.1f}",
            f"{node:.1f}" if cluster else "",
        )
    said.print(table)


def main() -> None:
    """Make a throwaway database, measure in it, remove it."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, help="default 100,000")
    parser.add_argument("--searches", type=int, default=400, help="default 400")
    parser.add_argument("--database", default="", help="postgres://..., instead of a new SQLite file")
    parser.add_argument("--search", default="database://", help="opensearch://..., elasticsearch://...")
    chosen = parser.parse_args()
    run(lambda: measure(chosen.entries, chosen.searches), database=chosen.database, search=chosen.search)


if __name__ == "__main__":
    main()
