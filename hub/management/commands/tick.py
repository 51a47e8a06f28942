"""`manage.py tick`: does once what the clock does each minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub import clock
from hub.tasks import keep_ticking


class Command(BaseCommand):
    """Does what is due by time, and sees to it that the worker's clock goes on."""

    help = (
        "Does once what is due by time: publishes what is scheduled, reminds of reviews, tidies up. The "
        "worker does the same each minute, once this command or `make run` has started its clock; where "
        "no worker runs, have cron run this each minute, and `deliver` after it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the clock, do what is due, say what was done."""
        keep_ticking()
        done, failed = clock.run_due()
        self.stdout.write(f"Done: {', '.join(done) or 'nothing was due'}.")
        if failed:
            reasons = "\n".join(f"  {reason}" for reason in clock.reasons())
            raise CommandError(f"Some of it failed and is tried again:\n{reasons}")
