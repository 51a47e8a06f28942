"""What a person may post, and what of it waits for a moderator first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from accounts.models import User
from forums.models import Forum
from moderation.models import Sanction


def check_writer(writer: User, forum: Forum | None, text: str) -> tuple[str, ...]:
    """The kinds of doubt for which a text of a writer waits for a moderator; most have none.

    Raises ValidationError, in words for the writer, where it cannot be posted at all.
    """
    suspension = Sanction.objects.in_force().filter(user=writer).order_by("-until").first()
    if suspension and suspension.until:
        raise ValidationError(
            f"You can read, but not post, until {date_format(suspension.until)}. "
            "The moderators wrote to you why.",
            code="suspended",
        )
    if forum is not None and not forum.takes_posts_of(writer):
        raise ValidationError(
            "You can read this forum, but only its own group writes in it.", code="not-yours"
        )
    return ()
