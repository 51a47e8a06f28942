"""The audit log of moderation: what was done, by whom, about what. Rows are only ever added."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.models import Audience, User
from moderation.places import in_hands_of


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what was written down."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads of the log; it has no writes but `create`."""

    def for_moderator(self, user: User) -> AuditQuerySet:
        """What concerns the places that a person moderates, as far as they see them."""
        return self.filter(in_hands_of(user))

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("The audit log is only added to.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("The audit log is only added to.")


class AuditEntry(models.Model):
    """One act. It holds no text of a post and no words to a person: those stand where they belong.

    `detail` says the little that the act itself does not, such as "to forum 4" or "until 2026-12-01".
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=40, help_text='Such as "post.hidden"')
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.SET_NULL, related_name="+")
    object_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("content_type", "object_id")
    about = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=80, blank=True, help_text="The title of the reason that was given")
    detail = models.CharField(max_length=120, blank=True)
    audience = models.ForeignKey(Audience, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.CharField(max_length=60, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["about", "-at"], name="audit_about"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row. Raises AppendOnlyError for one that is there."""
        if self.pk is not None:
            raise AppendOnlyError("The audit log is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError("The audit log is only added to.")
