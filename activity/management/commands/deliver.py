"""`manage.py deliver`: does once what the worker does all the time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity import deliver, mail, senders


class Command(BaseCommand):
    """Runs what is due, once."""

    help = (
        "Run what is due once: tell followers, index, send mail. The worker (manage.py db_worker) does "
        "the same all the time; use this where no worker runs, or to try again at once. What failed keeps "
        "its reason and is tried again later; then the command ends with an error."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver, send, count."""
        done, failed = deliver.deliver_all()
        sent, unsent = mail.send_waiting()
        more, more_unsent = senders.send_waiting()
        sent, unsent = sent + more, unsent + more_unsent
        self.stdout.write(f"Delivered: {done}, failed: {failed}. Mails sent: {sent}, failed: {unsent}.")
        if failed or unsent:
            reasons = "\n".join(
                f"  {reason}" for reason in [*deliver.reasons(), *mail.reasons(), *senders.reasons()]
            )
            raise CommandError(f"Some of it failed and is kept with its reason:\n{reasons}")
