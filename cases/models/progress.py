"""How far a member has come with the materials of a learning set. Seen by that member alone."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import User
from hub.models import Attachment


class MaterialTickQuerySet(models.QuerySet["MaterialTick"]):
    """Reads of ticks."""

    def visible_to(self, user: User | AnonymousUser | None) -> MaterialTickQuerySet:
        """A person's own."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)


class MaterialTick(models.Model):
    """A member has worked through a material."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="material_ticks")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="ticks")
    ticked_at = models.DateTimeField(default=timezone.now)

    objects = MaterialTickQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "attachment"], name="ticked_once")]
