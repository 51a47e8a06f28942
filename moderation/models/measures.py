"""What moderators have at hand: reasons in words, measures about a person, words to watch for."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import User


class ReasonTemplate(models.Model):
    """Words that a person receives when something of theirs is taken out, moved or closed."""

    title = models.CharField(max_length=80, unique=True, help_text="What moderators choose it by")
    text = models.TextField(max_length=1_000, help_text="What the person reads")
    position = models.PositiveSmallIntegerField("order", default=0)
    keeps_nothing = models.BooleanField(
        "for patient details",
        default=False,
        db_default=False,
        help_text="What is taken out for this reason is deleted at once: no moderator can read it again.",
    )

    class Meta:
        ordering: ClassVar = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Reads of measures about people."""

    def visible_to(self, user: User | AnonymousUser | None) -> SanctionQuerySet:
        """A person's own: nobody else reads what was written to them."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def in_force(self) -> SanctionQuerySet:
        """Suspensions that have neither run out nor been lifted."""
        return self.filter(kind=Sanction.Kind.SUSPENSION, lifted_at__isnull=True, until__gt=timezone.now())


class Sanction(models.Model):
    """What moderators wrote to a person: why something of theirs was taken out, a warning, or a time
    in which they read but do not write."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "Message"
        WARNING = "warning", "Warning"
        SUSPENSION = "suspension", "Suspension"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=1_000, help_text="What the person reads")
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    # What it is about, as the notification calls it, and where that stands or stood.
    subject = models.CharField(max_length=150, blank=True, default="", db_default="")
    url = models.CharField(max_length=500, blank=True, default="", db_default="")

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="suspension") | Q(until__isnull=False), name="suspension_has_an_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.user}"

    def get_absolute_url(self) -> str:
        """Where the person reads it."""
        return reverse("moderation:words", args=[self.pk])

    def activity_title(self) -> str:
        """What the notification calls it."""
        if self.kind == self.Kind.SUSPENSION:
            return "You cannot post for a time"
        return self.subject or "A word from the moderators"


class WatchedWord(models.Model):
    """A word or phrase at which a post is held, or refused with the reason."""

    class Act(models.TextChoices):
        HOLD = "hold", "Hold for a moderator"
        REFUSE = "refuse", "Refuse, and say why"

    word = models.CharField(max_length=80, help_text="Whole words; case and accents make no difference")
    act = models.CharField(max_length=10, choices=Act, default=Act.HOLD)
    why = models.CharField(max_length=255, blank=True, help_text="What the writer reads when it is refused")

    class Meta:
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("word"), name="watched_once")]

    def __str__(self) -> str:
        return self.word


class SecondOpinion(models.Model):
    """One moderator asks the others before deciding, and what they said."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    question = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["content_type", "object_id"], name="opinion_of")]

    def __str__(self) -> str:
        return f"Second opinion wanted by {self.asked_by}"
