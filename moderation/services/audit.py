"""The one way into the audit log."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import Audience, User
from moderation.models import AuditEntry


def write(
    act: str,
    *,
    by: User | None,
    target: models.Model | None = None,
    about: User | None = None,
    reason: str = "",
    detail: str = "",
    audience: Audience | None = None,
    place: str = "",
) -> AuditEntry:
    """Writes down one act of a moderator, inside the transaction of the act itself.

    Never a word of a post, nor what was written to a person: only that it was done.
    """
    return AuditEntry.objects.create(
        act=act,
        by=by,
        content_type=ContentType.objects.get_for_model(target) if target else None,
        object_id=target.pk if target else None,
        about=about,
        reason=reason[:80],
        detail=detail[:120],
        audience=audience,
        place=place,
    )
