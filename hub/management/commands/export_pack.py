"""`manage.py export_pack PATH`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.packs.engine import FORMAT, Manifest, export_pack
from hub.packs.errors import PackError
from hub.packs.progress import progress_bar


class Command(BaseCommand):
    """Writes all content as a pack."""

    help = (
        "Exports all published content, restricted content too, with people's names and "
        "addresses, as a content pack: a folder, or a zip where PATH ends in .zip."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exports, and says how many files were written."""
        manifest = Manifest(format=FORMAT, name=settings.HUB_NAME)
        try:
            with progress_bar() as progress:
                written = export_pack(options["path"], manifest, progress=progress)
        except PackError as error:
            raise CommandError(f"Nothing was exported. {error}") from error
        self.stdout.write(f"{written} files written to {options['path']}")
