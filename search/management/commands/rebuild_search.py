"""`manage.py rebuild_search`: builds the search index anew while the hub goes on."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search.rebuild import BATCH, how_many, rebuild

LARGEST_BATCH = 10_000  # ids in one query


class Command(BaseCommand):
    """Builds the index."""

    help = (
        "Builds the search index anew from everything that can be found. Searches go on meanwhile: "
        "the new index takes the place of the old one at the end."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument(
            "--batch", type=int, default=BATCH, help=f"things read at a time (default {BATCH})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Builds with a progress bar, then says how many and how fast."""
        started, done = time.monotonic(), 0
        console = Console(stderr=True, quiet=options["verbosity"] < 1)
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Indexing", total=how_many())
            for step in rebuild(min(max(options["batch"], 1), LARGEST_BATCH)):
                done += step
                progress.advance(task, step)
        seconds = time.monotonic() - started
        if options["verbosity"]:
            self.stdout.write(
                f"{done:,} entries in {seconds:.1f} seconds, {done / max(seconds, 0.001):,.0f} a second."
            )
