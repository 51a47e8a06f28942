"""Verbs of a member's own progress. Nobody else is told."""

from __future__ import annotations

from accounts.models import User
from cases.models import MaterialTick
from hub.models import Attachment


def tick(material: Attachment, *, user: User) -> None:
    """Says that the member has done a material; a second time changes nothing. One query."""
    MaterialTick.objects.bulk_create([MaterialTick(user=user, attachment=material)], ignore_conflicts=True)


def untick(material: Attachment, *, user: User) -> None:
    """Takes it back; a second time changes nothing."""
    MaterialTick.objects.visible_to(user).filter(attachment=material).delete()
