"""The background worker, run until nothing is left to do: the same command as beside the server."""

from __future__ import annotations

from django.core.management import call_command


def work() -> None:
    """Runs every task that waits, as `manage.py db_worker` does."""
    call_command("db_worker", queue_name="*", batch=True, startup_delay=False, reload=False, verbosity=0)
