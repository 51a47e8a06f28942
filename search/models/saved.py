"""Searches that a person keeps, and what was found for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import User


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Reads of saved searches."""

    def visible_to(self, user: User | AnonymousUser | None) -> SavedSearchQuerySet:
        """A person's own: what somebody looks for is nobody else's to see."""
        return self.filter(user=user) if isinstance(user, User) else self.none()


class SavedSearch(models.Model):
    """A search under a name. `query` is its address after the question mark, always in the same order."""

    class When(models.TextChoices):
        AT_ONCE = "at-once", "At once"
        DAILY = "daily", "Once a day"
        NEVER = "never", "Do not tell me"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    when = models.CharField(max_length=10, choices=When, default=When.DAILY)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "saved searches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="search_saved_name_once"),
            models.UniqueConstraint(fields=["user", "query"], name="search_saved_query_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedMatch(models.Model):
    """A thing that came into a saved search: each is told once."""

    saved = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="matches")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    found_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "saved matches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["saved", "content_type", "object_id"], name="search_match_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["saved"], condition=models.Q(told_at__isnull=True), name="search_match_not_told"
            )
        ]

    def __str__(self) -> str:
        return f"{self.saved}: {self.content_type_id} {self.object_id}"
