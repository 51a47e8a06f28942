"""`manage.py import_pack PATH`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.packs.engine import import_pack
from hub.packs.errors import PackError
from hub.packs.progress import progress_bar


class Command(BaseCommand):
    """Puts the content of a pack into the hub."""

    help = "Imports a content pack, a folder or a zip: all of it, or nothing. Twice is as once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The pack, and the declaration."""
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument(
            "--no-patients",
            action="store_true",
            help="declare that a person has read the texts and none is about a patient; "
            "doubtful findings then pass, certain ones never do",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports, and says how much changed."""
        try:
            with progress_bar() as progress:
                report = import_pack(options["path"], declared=options["no_patients"], progress=progress)
        except PackError as error:
            faults = "\n".join(f"  {fault}" for fault in error.faults[:50])
            raise CommandError(f"Nothing was imported. {len(error.faults)} to mend:\n{faults}") from error
        for name in report.changed | report.same:
            changed, same = report.changed.get(name, 0), report.same.get(name, 0)
            self.stdout.write(f"{name}: {changed} changed, {same} as they were")
