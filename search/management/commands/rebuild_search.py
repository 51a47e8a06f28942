"""`manage.py rebuild_search`: builds the search index anew while the hub goes on."""

from __future__ import annotations

import gc
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search.engines import Incomplete, uses_cluster
from search.engines.cluster.building import NothingKept, go_back
from search.rebuild import BATCH, AtWork, how_many, rebuild

LARGEST_BATCH = 10_000  # ids in one query


class Command(BaseCommand):
    """Builds the index, or goes back to the one before."""

    help = (
        "Builds the search index anew from everything that can be found. Searches go on meanwhile: "
        "the new index takes the place of the old one at the end. What was interrupted goes on "
        "where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be said."""
        parser.add_argument(
            "--batch", type=int, default=BATCH, help=f"things read at a time (default {BATCH})"
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--resume", action="store_const", const=True, help="go on at once with what was interrupted"
        )
        how.add_argument(
            "--anew", action="store_const", const=False, dest="resume", help="begin anew whatever was begun"
        )
        how.add_argument(
            "--back",
            action="store_true",
            help="of a search cluster: go back to the index in use before the last rebuild",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Builds with a progress bar, then says how many and how fast."""
        try:
            told = self._back() if options["back"] else self._build(options)
        except (AtWork, Incomplete) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(told)

    @staticmethod
    def _build(options: dict[str, Any]) -> str:
        """Builds, and says how that went.

        The program itself is no garbage: looking through it again and again takes a fifth of the time.
        """
        gc.freeze()
        started, done = time.monotonic(), 0
        console = Console(stderr=True, quiet=options["verbosity"] < 1)
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        batch = min(max(options["batch"], 1), LARGEST_BATCH)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Indexing", total=how_many())
            for step in rebuild(batch, resume=options["resume"]):
                done += step
                progress.advance(task, step)
        seconds = time.monotonic() - started
        return f"{done:,} entries in {seconds:.1f} seconds, {done / max(seconds, 0.001):,.0f} a second."

    @staticmethod
    def _back() -> str:
        """Goes back, and says to what."""
        if not uses_cluster():
            raise CommandError("The database keeps one index only: there is nothing to go back to.")
        try:
            return f"Readers have {go_back()} again, with what changed since."
        except NothingKept as error:
            raise CommandError("No index from before the last rebuild is kept.") from error
