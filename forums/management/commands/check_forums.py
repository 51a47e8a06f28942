"""`manage.py check_forums`: proves what the forums keep twice, and mends it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forums import checking
from forums.models import Topic


class Command(BaseCommand):
    """Compares counters, positions and statuses of topics with their posts."""

    help = (
        "Compare what the forums keep twice with the posts themselves: counters, last post and writer, "
        "positions in the thread, answered or open, and rows that belong to nothing. Ends with an error "
        "where something differs; --mend makes it what the posts say."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The one choice."""
        parser.add_argument("--mend", action="store_true", help="put right what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, say, mend."""
        faults = self._look()
        if not faults:
            self.stdout.write(self.style.SUCCESS("Everything agrees with the posts."))
            return
        if not options["mend"]:
            raise CommandError(f"{len(faults)} differ. Run it again with --mend to put them right.")
        for topic_id in dict.fromkeys(fault.topic_id for fault in faults if fault.topic_id):
            checking.mend(topic_id)
        checking.mend_orphans()
        left = self._look(quietly=True)
        if left:
            raise CommandError(f"{len(left)} could not be put right: {left[0].words}")
        self.stdout.write(self.style.SUCCESS(f"{len(faults)} put right."))

    def _look(self, *, quietly: bool = False) -> list[checking.Fault]:
        """Every fault, each said as it is found."""
        faults = []
        topics = Topic.objects.select_related("forum", "page").order_by("pk").iterator(chunk_size=500)
        for fault in (*checking.check(topics), *checking.check_orphans()):
            faults.append(fault)
            if not quietly:
                where = f"Topic {fault.topic_id} " if fault.topic_id else ""
                self.stdout.write(f"{where}{fault.words}.")
        return faults
