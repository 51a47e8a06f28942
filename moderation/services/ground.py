"""What is laid after `migrate`: the moderators' right, and five reasons to begin with."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.services import MODERATORS
from moderation.models import ReasonTemplate

PATIENT = "It may identify a patient"
REASONS = (
    (
        PATIENT,
        "Something in your post could tell somebody who a patient or their family is, so we took it out. "
        "We know that you meant well. You are welcome to post again without it: say what you learnt, not "
        "when, where or who.",
    ),
    (
        "It may be unsafe to follow",
        "We took your post out because a colleague who follows it could do harm. Please check it against "
        "your trust's guideline or the evidence. You are welcome to post it again with its source.",
    ),
    (
        "It is unkind",
        "Your post was about a person and not about the work, so we took it out. Say what you think of the "
        "idea, as you would to a colleague in the room.",
    ),
    (
        "It advertises something",
        "The hub is for what teams have tried themselves, so we took your post out. If you have used a "
        "product, you are welcome to tell what it did and what it did not, and who paid for it.",
    ),
    (
        "It belongs somewhere else",
        "Your post was good, and it will find more answers in another place. We have moved it, or ask you "
        "to post it there.",
    ),
)


@transaction.atomic
def lay_ground() -> None:
    """Gives the moderators their right, and reasons to choose from where there are none. Safe to
    run again: reasons that were changed stay changed."""
    moderators, _ = Group.objects.get_or_create(name=MODERATORS)
    moderators.permissions.add(
        *Permission.objects.filter(codename="moderate", content_type__app_label="moderation")
    )
    if not ReasonTemplate.objects.exists():
        ReasonTemplate.objects.bulk_create(
            ReasonTemplate(title=title, text=text, position=place, keeps_nothing=title == PATIENT)
            for place, (title, text) in enumerate(REASONS, 1)
        )
