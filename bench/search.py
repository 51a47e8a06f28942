"""`python -m bench.search`: what a search and a rebuild cost with very many entries.

The entries are made of the words of the demonstration content, as often as they stand there, with
five interventions, 130 trusts and four outcomes; each stands in an organisation's row, because that
is quick to make. The searches are one to three of the same words, stop words left out, some as
phrases and some with filters. Measured is the whole page, signed out, asked of the WSGI application
itself: CPU time of this process, and with PostgreSQL also the time waited for the server.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string
from rich.console import Console
from rich.progress import track

from bench.__main__ import ask

PROJECT = Path(__file__).resolve().parent.parent
NEWEST = datetime(2026, 3, 28, tzinfo=UTC)
BUDGETS = {"sqlite": (40, 6_000), "postgresql": (135, 2_000)}  # ms at p95, entries a second


class Notes:
    """The document of the made-up entries."""

    kind, label, plural = "note", "Note", "Notes"

    def __init__(self) -> None:
        self.registry = import_string("search.registry.Facet"), import_string("search.registry.Fields")
        self.model = apps.get_model("accounts", "Organisation")

    def get_queryset(self) -> Any:
        """All of them."""
        return self.model.objects.filter(slug__startswith="note-")

    def fields(self, row: Any) -> Any:
        """What stands in a row, with facets that follow from its number."""
        facet, fields = self.registry
        number = int(row.slug.removeprefix("note-"))
        when = NEWEST - timedelta(minutes=number)
        return fields(
            title=row.can_help_with,
            path=f"/notes/{number}/",
            audience_id=1,
            published=when,
            updated=when,
            summary=row.unit_type,
            body=row.about,
            facets=(
                facet("intervention", f"i{number % 5}", f"Intervention {number % 5}"),
                facet("trust", f"t{number % 130}", f"Trust {number % 130}"),
                facet("outcome", f"o{number % 7 % 4}", f"Outcome {number % 7 % 4}"),
            ),
        )


def vocabulary() -> Counter[str]:
    """The words of the demonstration content, and how often they stand there."""
    files = [*PROJECT.glob("demo/**/*.md"), *PROJECT.glob("demo/**/*.yaml")]
    return Counter(
        re.findall(r"[a-z]+", " ".join(path.read_text(encoding="utf-8") for path in files).lower())
    )


def make(entries: int, words: Counter[str], chance: random.Random) -> None:
    """Writes the rows that the entries are made of: mostly as long as a post, some as a case study."""
    organisation = apps.get_model("accounts", "Organisation")
    known, weights = list(words), list(words.values())
    for start in track(range(0, entries, 2_000), "Writing rows"):
        rows = []
        for number in range(start, min(start + 2_000, entries)):
            length = chance.choice((40, 60, 80, 120, 160, 400))
            text = chance.choices(known, weights, k=length + 16)
            title, place = " ".join(text[:8]), f"note-{number}"
            rows.append(
                organisation(
                    kind="trust",
                    slug=place,
                    name=place,
                    can_help_with=title,
                    unit_type=" ".join(text[8:16])[:60],
                    about=" ".join(text[16:]),
                )
            )
        organisation.objects.bulk_create(rows)


def searches(count: int, words: Counter[str], chance: random.Random) -> Iterator[str]:
    """Addresses of searches."""
    stop = import_string("search.query.STOP_WORDS")
    known = [word for word in words if len(word) > 2 and word not in stop]
    weights = [words[word] for word in known]
    for _ in range(count):
        terms = chance.choices(known, weights, k=chance.choice((1, 1, 2, 2, 2, 3)))
        text = " ".join(terms)
        asked = {"q": f'"{text}"' if chance.random() < 0.1 else text}
        if chance.random() < 0.2:
            asked["intervention"] = f"i{chance.randrange(5)}"
        if chance.random() < 0.1:
            asked["sort"] = "newest"
        yield f"/search/?{urlencode(asked)}"


def measure_searches(addresses: list[str]) -> tuple[list[float], list[float]]:
    """CPU time and whole time of each search in milliseconds."""
    application = import_string("hub.wsgi.application")
    for address in addresses[:20]:
        ask(application, address)
    busy, whole = [], []
    for address in track(addresses, "Searching"):
        cpu, clock = time.process_time(), time.perf_counter()
        status, _ = ask(application, address)
        busy.append((time.process_time() - cpu) * 1_000)
        whole.append((time.perf_counter() - clock) * 1_000)
        if status != 200:
            raise SystemExit(f"{address} answered {status}")
    return busy, whole


def measure(entries: int, count: int) -> None:
    """Fills a fresh database, rebuilds, searches, prints."""
    chance, words = random.Random(1), vocabulary()
    make(entries, words, chance)
    import_string("search.registry.register")(Notes())
    cpu, clock = time.process_time(), time.perf_counter()
    call_command("rebuild_search")
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    milliseconds, rate = BUDGETS[connection.vendor]
    busy, whole = measure_searches(list(searches(count, words, chance)))
    said = Console()
    said.print(f"{connection.vendor}, {entries:,} entries")
    said.print(
        f"rebuild: {entries / cpu:,.0f} a second of CPU, {entries / clock:,.0f} by the clock / {rate:,}"
    )
    for name, times in (("CPU", busy), ("whole", whole)):
        cuts = statistics.quantiles(times, n=100)
        said.print(f"search, {name}: median {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms / {milliseconds}")


def main() -> None:
    """Make a throwaway database, measure in it, remove it."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, help="default 100,000")
    parser.add_argument("--searches", type=int, default=400, help="default 400")
    parser.add_argument("--database", default="", help="postgres://..., instead of a new SQLite file")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = chosen.database or f"sqlite:///{Path(folder) / 'unused.sqlite3'}"
        django.setup()
        name = (
            str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
        )
        connection.settings_dict["TEST"]["NAME"] = name
        usual = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        try:
            measure(chosen.entries, chosen.searches)
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    main()
