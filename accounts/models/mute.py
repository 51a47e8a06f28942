"""People whom somebody does not want to hear from."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models.user import User


class MuteQuerySet(models.QuerySet["Mute"]):
    """Reads of mutes. Nobody but the person who set one ever learns of it."""

    def of(self, user: User | AnonymousUser | None) -> MuteQuerySet:
        """Those that a person has set."""
        return self.filter(user=user) if user is not None and user.is_authenticated else self.none()

    def blocking(self) -> MuteQuerySet:
        """Those that also keep the other from writing to the person."""
        return self.filter(is_block=True)


class Mute(models.Model):
    """One person does not want to read another: what they write is folded away and brings no
    notification. With `is_block` the other can also not mention or write to them in private."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mutes")
    muted = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_block = models.BooleanField("block", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "muted"], name="muted_once"),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("muted")), name="nobody_mutes_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {'blocks' if self.is_block else 'mutes'} {self.muted}"
