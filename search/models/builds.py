"""How far a new index is, so that a build that was interrupted goes on where it stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

# Unheard of for so long, a build was interrupted; half-built for so long, it begins anew.
SILENT_AFTER = timedelta(minutes=2)
STALE_AFTER = timedelta(days=1)


class SearchBuild(models.Model):
    """The build that is under way: one row at most. It is written in the transaction of each batch."""

    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    index = models.CharField(max_length=200, help_text="What the engine calls the half-built index")
    kind = models.CharField(max_length=40, blank=True, help_text="The kind that is being read")
    last_id = models.BigIntegerField(default=0, help_text="The last thing of that kind that was read")
    done = models.PositiveIntegerField(default=0, help_text="Things read of all kinds")
    batches = models.JSONField(
        null=True, help_text="What was read: [content type, first id, last id or null, version]"
    )
    swapped = models.BooleanField(default=False, help_text="It is in use; what changed meanwhile is left")

    def __str__(self) -> str:
        return f"{self.index}: {self.done}"

    @property
    def is_silent(self) -> bool:
        """Whether nothing was heard of it for so long that nobody builds any more."""
        return timezone.now() - self.heard_at > SILENT_AFTER

    @property
    def is_stale(self) -> bool:
        """Whether it is too old to go on with."""
        return timezone.now() - self.started_at > STALE_AFTER

    def heard(self, **fields: object) -> Self:
        """Keeps how far it is."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.heard_at = timezone.now()
        self.save(update_fields=["heard_at", *fields])
        return self
