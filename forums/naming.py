"""Who is shown as the writer of a post, and to whom.

Who wrote without their name is known to themselves and to those who moderate the forum. Everyone
else reads the same words for all of them: no name, no link, no place of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forums.models import FORMER_MEMBER, NAMELESS, Forum

Reader = User | AnonymousUser


def moderates(reader: Reader, forum: Forum) -> bool:
    """Whether a person moderates a forum. Signed out: no query."""
    return reader.is_authenticated and Forum.objects.moderated_by(reader).filter(pk=forum.pk).exists()


@dataclass(frozen=True, slots=True)
class Naming:
    """How writers are named to one reader of one forum."""

    reader: Reader
    moderates: bool

    def is_mine(self, writer_id: int | None) -> bool:
        """Whether the reader wrote it."""
        return self.reader.is_authenticated and writer_id == self.reader.pk

    def is_named(self, row: dict[str, Any]) -> bool:
        """Whether the writer of a post stands beside it, with a link and where they work."""
        return bool(row["user_id"]) and not row["is_anonymous"]

    def name(self, row: dict[str, Any]) -> str:
        """The name beside a post."""
        return self.named(row["user__name"], row["user_id"], is_anonymous=row["is_anonymous"])

    def named(self, name: str | None, writer_id: int | None, *, is_anonymous: bool) -> str:
        """A name as this reader may know it."""
        if not is_anonymous:
            return name or FORMER_MEMBER
        if self.is_mine(writer_id):
            return "You, without your name"
        return f"{name or FORMER_MEMBER}, without their name" if self.moderates else NAMELESS
