"""`manage.py load_demo`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from activity import deliver
from cases import demonstration, demonstration_queue, demonstration_search
from hub.packs.engine import import_pack
from hub.packs.errors import PackError
from hub.packs.progress import progress_bar

PACK = settings.BASE_DIR / "demo"
PASSWORD = "see what others did"  # noqa: S105 - known to everybody, for invented people
CAST = ("amina", "ben", "carys", "dev", "ella", "farah", "grace", "priya")


class Command(BaseCommand):
    """Loads the demonstration content, and lets the cast sign in."""

    help = (
        "Loads the invented demonstration content and gives its eight people one known "
        "password. Refused where HUB_DEMO=0."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports the pack, sets the passwords, delivers what follows from it."""
        if not settings.HUB_DEMO:
            raise CommandError("HUB_DEMO=0: this hub does not take demonstration content.")
        try:
            with progress_bar() as progress:
                import_pack(PACK, progress=progress)
        except PackError as error:
            raise CommandError(f"The demonstration content is broken:\n{error}") from error
        demonstration.put_in()
        demonstration_queue.put_in()
        demonstration_search.put_in()
        # Salted once: everybody knows the word, and eight times over it takes three seconds.
        password = make_password(PASSWORD)
        for person in User.objects.filter(email__in=[f"{name}@example.org" for name in CAST]):
            self._let_in(person, password)
        # The worker draws the pictures in all their sizes, as it reads the files.
        done, failed = deliver.deliver_all(leave={"hub.pictures"})
        self.stdout.write(f"Demonstration content is in ({done} things indexed, {failed} failed).")

    @staticmethod
    def _let_in(person: User, password: str) -> None:
        """Sets the known password unless the person has one, and verifies the address."""
        if not person.has_usable_password():
            person.password = password
            person.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
