"""What waits for a moderator before others see it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, User
from moderation.places import in_hands_of
from moderation.words import why_held, words_of


class HoldQuerySet(models.QuerySet["Hold"]):
    """Reads of holds. Only moderators read them: the view asks for `moderation.moderate`."""

    def waiting(self) -> HoldQuerySet:
        """Not yet decided, oldest first."""
        return self.filter(state=Hold.State.WAITING).order_by("created_at", "pk")

    def for_moderator(self, user: User) -> HoldQuerySet:
        """Those that a person decides about: of the places they moderate, as far as they see them."""
        return self.filter(in_hands_of(user))

    def of(self, thing: models.Model) -> HoldQuerySet:
        """The holds of one thing."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(content_type=kind, object_id=thing.pk)


class Hold(models.Model):
    """One thing kept back until a moderator has read it. Why, but never the words themselves."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RELEASED = "released", "Released"
        REJECTED = "rejected", "Rejected"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    # Who could see it, and the place that its moderators look after ("forum:12").
    audience = models.ForeignKey(Audience, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60, blank=True, default="", db_default="")
    kinds = models.JSONField(default=list, help_text="What was found, in kinds, not in words")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Where the notification of the decision leads: to the thing, or to where it would have stood.
    url = models.CharField(max_length=500, blank=True)
    # What that notification calls it: set for the moment of the decision, not kept here.
    title = "Waiting for a moderator"

    objects = HoldQuerySet.as_manager()

    class Meta:
        permissions: ClassVar = [("moderate", "Can decide about what waits for a moderator")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(state="waiting"),
                name="one_waiting_hold_each",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="hold_waiting")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.why}"

    def get_absolute_url(self) -> str:
        """Where the person who is told of the decision is led."""
        return self.url or reverse("moderation:queue")

    @property
    def reason(self) -> str:
        """What was found, in words: "a date of birth and a full postcode"."""
        return words_of(self.kinds)

    @property
    def why(self) -> str:
        """Why it waits: "May hold a full postcode. First post of a new member"."""
        return why_held(self.kinds)

    def activity_title(self) -> str:
        """What the notification of the decision calls it."""
        return self.title
